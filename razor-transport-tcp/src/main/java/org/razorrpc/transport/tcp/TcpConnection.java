package org.razorrpc.transport.tcp;

import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.BatchObserver;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.Connection;
import org.razorrpc.stream.spi.TransportConfig;

/**
 * What client and server connections share: a stream, the batch of frames that go out and the decoder of those that come in.
 * The decoder and the counters of a read belong to the read context; what other threads look at is volatile and has one
 * writer.
 */
abstract class TcpConnection implements Connection, ByteStreamHandler {
    private static final Object NO_CAUSE = new Object();

    final ByteStream stream;
    private final @Nullable BatchObserver observer;
    private final ProgressClock clock;
    /** Of the first close or of the stream's own end: a Throwable or {@link #NO_CAUSE}; null while open. */
    private final AtomicReference<@Nullable Object> closeCause = new AtomicReference<>();

    /**
     * The thread that is in a read callback, null between them. Plain: a thread compares it with itself only, and its own
     * writes are all it can mistake for itself.
     */
    private @Nullable Thread batchThread;

    private volatile long received;
    private long receivedAtBatch;
    private long framesAtBatch;
    private boolean inputEnded;
    private boolean inputEndTold;

    TcpConnection(ByteStream stream, TransportConfig config) {
        this.stream = stream;
        observer = config.observer();
        clock = new ProgressClock(config);
    }

    abstract OutboundBatch<?> outbound();

    abstract FrameDecoder decoder();

    abstract void batchEnded();

    /** The input has ended and everything before it is decoded. */
    abstract void inputEnded();

    abstract void bytesWritten();

    /** The last word to the handler. */
    abstract void ended(@Nullable Throwable cause);

    @Override
    public final void flush() {
        if (mayFlush()) {
            stream.requestWrite();
        }
    }

    @Override
    public final void flushNow() {
        if (mayFlush()) {
            stream.writeNow();
        }
    }

    private boolean mayFlush() {
        return batchThread != Thread.currentThread() && outbound().isPending();
    }

    @Override
    public final long unwritten() {
        return outbound().unwritten();
    }

    @Override
    public final long written() {
        return outbound().written();
    }

    @Override
    public final long received() {
        return received;
    }

    @Override
    public final void pauseReading() {
        decoder().pause();
        stream.pauseReading();
    }

    @Override
    public final void resumeReading() {
        if (decoder().isPaused()) {
            // A pause may have come between the two steps of the last resume: then the stream is not paused, and what
            // it owed for that resume found the decoder paused. Like this it owes it again.
            stream.pauseReading();
        }
        decoder().resume();
        stream.resumeReading();
    }

    @Override
    public void checkProgress(long nanoTime) {
        outbound().onTick();
        String reason = clock.tooSlow(
                nanoTime, decoder().progress(), received, decoder().isPaused());
        if (reason != null) {
            close(new SocketTimeoutException(reason));
        }
    }

    @Override
    public final void close(@Nullable Throwable cause) {
        closeCause.compareAndSet(null, cause == null ? NO_CAUSE : cause);
        decoder().stop();
        outbound().close();
        stream.close();
    }

    /** Closes for what the protocol forbids. Returns 0, for decoders to return. */
    final int violated(String what) {
        close(new ProtocolException(what));
        return 0;
    }

    @Override
    public final SocketAddress localAddress() {
        return stream.localAddress();
    }

    @Override
    public final SocketAddress remoteAddress() {
        return stream.remoteAddress();
    }

    @Override
    public final void pull(Consumer<ByteBuffer> batch) {
        outbound().pull(batch);
    }

    @Override
    public final void onWritten(long count) {
        outbound().onWritten(count);
        bytesWritten();
    }

    @Override
    public final @Nullable ByteBuffer readTarget() {
        return decoder().target();
    }

    @Override
    public final void onTargetRead(int count) {
        arrived(count);
        batchThread = Thread.currentThread();
        try {
            decoder().targetRead(count);
        } catch (Throwable t) {
            close(t);
            throw t;
        } finally {
            batchThread = null;
        }
    }

    @Override
    public final void onRead(ByteBuffer in) {
        arrived(in.remaining());
        batchThread = Thread.currentThread();
        try {
            decoder().read(in);
            tellInputEnd();
        } catch (Throwable t) {
            close(t);
            throw t;
        } finally {
            batchThread = null;
        }
    }

    /** Bytes came, whatever they mean. */
    void arrived(int count) {
        received += count;
    }

    @Override
    public final void onReadEnd() {
        batchThread = Thread.currentThread();
        try {
            batchEnded();
        } catch (Throwable t) {
            close(t);
            throw t;
        } finally {
            batchThread = null;
        }
        observeBatch();
        if (outbound().isPending()) {
            stream.requestWrite();
        }
    }

    private void observeBatch() {
        int newFrames = (int) (decoder().frames() - framesAtBatch);
        long newBytes = received - receivedAtBatch;
        framesAtBatch += newFrames;
        receivedAtBatch += newBytes;
        if (observer != null && (newFrames > 0 || newBytes > 0)) {
            observer.onReadBatch(newFrames, newBytes);
        }
    }

    @Override
    public final void onInputEnd() {
        inputEnded = true;
        tellInputEnd();
    }

    /** Frames that a pause holds back come before the end. */
    private void tellInputEnd() {
        if (inputEnded && !inputEndTold && !decoder().isHolding()) {
            inputEndTold = true;
            inputEnded();
        }
    }

    @Override
    public final void onClosed(@Nullable Throwable cause) {
        closeCause.compareAndSet(null, cause == null ? NO_CAUSE : cause);
        decoder().stop();
        outbound().end(() -> ended(closeCause.get() instanceof Throwable first ? first : null));
    }
}
