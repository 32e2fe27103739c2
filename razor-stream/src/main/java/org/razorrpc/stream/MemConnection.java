package org.razorrpc.stream;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Connection;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.TransportConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of an in-process connection. All callbacks of an end come from one task at a time on its own runtime: {@code wakes}
 * counts the reasons to look again, and who makes it non-zero starts the task, which goes on until it has seen them all.
 *
 * @param <I> frames that come in
 * @param <O> frames that go out
 */
abstract class MemConnection<I extends MemFrame, O extends MemFrame> implements Connection {
    static final Logger LOG = LoggerFactory.getLogger(MemTransport.class);
    private static final long FLUSH_BYTES = 64 << 10;
    private static final long BATCH_BYTES = 64 << 10;

    final TransportConfig config;
    final MemPipe<O> out;
    final ReentrantLock sendLock = new ReentrantLock();
    /** Set before either end can be reached. */
    @SuppressWarnings("NullAway.Init")
    MemConnection<O, I> peer;

    private final RpcRuntime runtime;
    private final MemPipe<I> in;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    /** Begins at one: no task starts before {@link #started}. */
    private final AtomicInteger wakes = new AtomicInteger(1);

    /** Writers that have yet to give a blob back. */
    private final AtomicInteger releasing = new AtomicInteger();

    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
    private volatile boolean paused;
    private volatile boolean unflushed;
    private volatile boolean wasWritten;
    /** No further frame is delivered; the end of the connection is on its way. */
    private volatile boolean inputEnded;

    private volatile long received;
    private volatile @Nullable Thread deliverer;
    private boolean closed;

    /** How the connection ended. */
    private record Closing(@Nullable Throwable cause) {}

    MemConnection(
            RpcRuntime runtime,
            SocketAddress localAddress,
            SocketAddress remoteAddress,
            TransportConfig config,
            MemPipe<I> in,
            MemPipe<O> out) {
        this.runtime = runtime;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
        this.config = config;
        this.in = in;
        this.out = out;
    }

    abstract void deliver(I frame);

    abstract void batchEnd();

    abstract void onWritten();

    abstract void closed(@Nullable Throwable cause);

    /** The handler is set: deliveries begin. */
    final void started() {
        startTask();
    }

    /** There is something to look at. */
    final void wake() {
        if (wakes.getAndIncrement() == 0) {
            startTask();
        }
    }

    private void startTask() {
        try {
            runtime.execute(this::run);
        } catch (RejectedExecutionException runtimeClosed) {
            close(new IOException("the runtime is closed", runtimeClosed));
            run();
        }
    }

    private void run() {
        int seen = wakes.get();
        do {
            deliverer = Thread.currentThread();
            try {
                pass();
            } catch (Throwable bug) {
                LOG.error("a connection's handler failed, the connection is closed", bug);
                close(bug);
            } finally {
                deliverer = null;
            }
            flush();
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void pass() {
        if (closed) {
            return;
        }
        if (wasWritten) {
            wasWritten = false;
            onWritten();
        }
        deliverBatch();
        if (in.isExhausted() && closing.get() == null) {
            close(endByPeer());
        }
        Closing end = closing.get();
        if (end != null) {
            // Whoever is writing now may still register what it wrote: the end comes after that.
            sendLock.lock();
            sendLock.unlock();
            if (releasing.get() == 0) {
                closed = true;
                // Whoever closes may not have come to it yet; what is taken from here on would not count as sent.
                out.cut();
                closed(end.cause());
            }
        }
    }

    private void deliverBatch() {
        long bytes = 0;
        int frames = 0;
        while (bytes < BATCH_BYTES && !paused && !inputEnded && closing.get() == null) {
            I frame = in.take();
            if (frame == null) {
                break;
            }
            bytes += frame.size();
            frames++;
            received += frame.size();
            deliver(frame);
        }
        if (frames == 0) {
            return;
        }
        peer.onTaken(frames, bytes);
        if (config.observer() != null) {
            config.observer().onReadBatch(frames, bytes);
        }
        batchEnd();
        if (bytes >= BATCH_BYTES) {
            wakes.incrementAndGet(); // There may be more: this task is at work, it looks again.
        }
    }

    /** The other end has taken frames. */
    private void onTaken(int frames, long bytes) {
        wasWritten = true;
        if (config.observer() != null) {
            config.observer().onFlush(frames, bytes);
        }
        wake();
    }

    /** Refuses a write from within an encoder of the same connection. */
    final void lockForSending() {
        if (sendLock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a write from within an encoder of the same connection");
        }
        sendLock.lock();
    }

    final boolean isClosing() {
        return closing.get() != null;
    }

    /** A frame with a blob was added, under the send lock: {@link #release} follows, and the end comes after that. */
    final void mustRelease() {
        releasing.incrementAndGet();
    }

    /** Without the lock, since it is the user's. */
    final void release(Runnable released) {
        try {
            released.run();
        } catch (Throwable bug) {
            LOG.error("a frame's released() has thrown", bug);
        }
        releasing.decrementAndGet();
        if (isClosing()) {
            wake();
        }
    }

    /** A frame was added. */
    final void appended() {
        unflushed = true;
        if (out.unwritten() >= FLUSH_BYTES) {
            flushNow();
        }
    }

    /** No further frame is delivered. */
    final void endInput() {
        inputEnded = true;
    }

    @Override
    public final void flush() {
        if (deliverer != Thread.currentThread()) {
            flushNow();
        }
    }

    @Override
    public final void flushNow() {
        if (unflushed) {
            unflushed = false;
            peer.wake();
        }
    }

    @Override
    public final long unwritten() {
        return out.unwritten();
    }

    @Override
    public final long written() {
        return out.written();
    }

    @Override
    public final long received() {
        return received;
    }

    @Override
    public final void pauseReading() {
        paused = true;
    }

    @Override
    public final void resumeReading() {
        if (paused) {
            paused = false;
            wake();
        }
    }

    /** Nothing to do: frames arrive whole. */
    @Override
    public final void checkProgress(long nanoTime) {}

    @Override
    public final void close(@Nullable Throwable cause) {
        if (closing.compareAndSet(null, new Closing(cause))) {
            out.cut();
            in.cut();
            peer.close(peer.endByPeer());
            wake();
        }
    }

    /** The cause when the other end closes. */
    @Nullable
    Throwable endByPeer() {
        return new EOFException(remoteAddress + " has closed the connection");
    }

    @Override
    public final SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public final SocketAddress remoteAddress() {
        return remoteAddress;
    }
}
