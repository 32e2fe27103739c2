package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;

/**
 * Reads and delivers. The thread blocks in a read with a buffer of 4 KiB; when a read fills its buffer, more is waiting, and
 * the next read takes a large one from the pool. A read that does not fill it gives it back: a stream that waits holds the
 * small one (but for a peer that sends exactly what fits, which the pool's bound covers).
 *
 * <p>The read context is a lock that the thread holds all the time except inside the read itself. So {@link #resume} can owe
 * the handler its empty {@code onRead} even while the thread is blocked in a read, which nothing but a close ends: a thread
 * made for it takes the context. The reader writes {@code reading} and then looks at the flow, a resumer writes the flow and
 * then looks at {@code reading}; so at least one of them sees the other, and the step from RESUMED to RUNNING picks one.
 */
final class StreamReader implements Runnable {

    private static final int SMALL = 4 << 10;
    static final int LARGE = 64 << 10;

    /** The channel copies into heap buffers through a temporary of the size of the room it sees: never show it more. */
    private static final int MAX_HEAP_TARGET = 128 << 10;

    static final int ROUNDS_PER_YIELD = 32;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private static final int RUNNING = 0;
    private static final int PAUSED = 1;
    private static final int RESUMED = 2;

    private final LoomStream stream;
    private final LoomRuntime runtime;
    private final Thread thread;
    private final ReentrantLock context = new ReentrantLock();
    private final AtomicInteger flow = new AtomicInteger(RUNNING);
    private volatile boolean reading;

    // Guarded by the context.
    private final ByteBuffer small = ByteBuffer.allocate(SMALL);
    private final ByteBuffer[] targetAndShared = new ByteBuffer[2];
    private @Nullable ByteBuffer large;
    private boolean ended;
    private int rounds;

    StreamReader(LoomStream stream, LoomRuntime runtime, boolean platform) {
        this.stream = stream;
        this.runtime = runtime;
        String name = stream + "-reader";
        thread = platform ? runtime.io().platform(name, this) : runtime.io().virtual(name, this);
    }

    void start() {
        runtime.io().start(thread);
    }

    void pause() {
        flow.set(PAUSED);
    }

    void resume() {
        if (flow.compareAndSet(PAUSED, RESUMED)) {
            LockSupport.unpark(thread);
            if (reading) {
                runtime.io().start(runtime.io().virtual(stream + "-resume", this::resumeInContext));
            }
        }
    }

    void wakeForClose() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        context.lock();
        try {
            while (passGate() && readAndDeliver()) {
                giveWay();
            }
        } catch (IOException e) {
            stream.broken(e);
        } catch (Throwable e) {
            stream.handlerFailed(e);
        }
        keepLarge(false);
        ended = true;
        context.unlock();
        stream.partEnded();
    }

    /** Virtual threads are not preempted: a peer that floods would keep a carrier from everybody else. */
    private void giveWay() {
        if (++rounds % ROUNDS_PER_YIELD == 0) {
            Thread.yield();
        }
    }

    private void resumeInContext() {
        context.lock();
        try {
            if (!ended && !stream.isClosing()) {
                deliverResumed();
            }
        } catch (Throwable e) {
            stream.handlerFailed(e);
        } finally {
            context.unlock();
        }
    }

    /** Waits while paused, and delivers the empty buffer of a resume; false when the stream closes. */
    private boolean passGate() {
        while (!stream.isClosing()) {
            switch (flow.get()) {
                case RUNNING -> {
                    return true;
                }
                case RESUMED -> deliverResumed();
                default -> {
                    LockSupport.park(this);
                    // A flag left behind would turn this loop into spinning.
                    Thread.interrupted();
                }
            }
        }
        return false;
    }

    private void deliverResumed() {
        if (flow.compareAndSet(RESUMED, RUNNING)) {
            stream.handler().onRead(EMPTY);
            stream.handler().onReadEnd();
        }
    }

    /** One read; false after the end of input, or when the stream closes. */
    private boolean readAndDeliver() throws IOException {
        ByteBuffer target = stream.handler().readTarget();
        if (target != null && !target.hasRemaining()) {
            target = null;
        }
        reading = true;
        if (flow.get() != RUNNING) {
            reading = false;
            return true;
        }
        ByteBuffer shared = (large != null ? large : small).clear();
        int start = target == null ? 0 : target.position();
        long count = read(target, shared);
        if (!passGate()) {
            return false;
        }
        if (count < 0) {
            stream.handler().onInputEnd();
            return false;
        }
        boolean filled = !shared.hasRemaining();
        deliver(target == null ? 0 : target.position() - start, shared.flip());
        keepLarge(filled);
        return true;
    }

    private void deliver(int inTarget, ByteBuffer rest) {
        ByteStreamHandler handler = stream.handler();
        if (inTarget > 0) {
            handler.onTargetRead(inTarget);
        }
        if (inTarget > 0 && rest.hasRemaining() && flow.get() != RUNNING) {
            // Paused by the callback before: the rest waits, the flush point does not.
            handler.onReadEnd();
            if (!passGate()) {
                return;
            }
        }
        if (rest.hasRemaining()) {
            handler.onRead(rest);
        }
        handler.onReadEnd();
    }

    /** The context is free meanwhile. */
    private long read(@Nullable ByteBuffer target, ByteBuffer shared) throws IOException {
        context.unlock();
        try {
            // A flag that a callback left behind would close the channel.
            Thread.interrupted();
            if (target == null) {
                return stream.channel().read(shared);
            }
            return target.remaining() < LARGE ? scatter(target, shared) : readTarget(target);
        } finally {
            context.lock();
            reading = false;
        }
    }

    private long scatter(ByteBuffer target, ByteBuffer shared) throws IOException {
        targetAndShared[0] = target;
        targetAndShared[1] = shared;
        try {
            return stream.channel().read(targetAndShared);
        } finally {
            targetAndShared[0] = EMPTY;
        }
    }

    private int readTarget(ByteBuffer target) throws IOException {
        int limit = target.limit();
        if (!target.isDirect()) {
            target.limit(Math.min(limit, target.position() + MAX_HEAP_TARGET));
        }
        try {
            return stream.channel().read(target);
        } finally {
            target.limit(limit);
        }
    }

    private void keepLarge(boolean wanted) {
        if (wanted && large == null) {
            large = runtime.readBuffers().take();
        } else if (!wanted && large != null) {
            runtime.readBuffers().give(large);
            large = null;
        }
    }
}
