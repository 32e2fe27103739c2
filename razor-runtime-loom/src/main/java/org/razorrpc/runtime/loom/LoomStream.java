package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket with its reader and its writer. Closing is one atomic step that keeps the cause; it closes the channel, which ends
 * a blocked read or write, and wakes both threads. Each says when it will make no further callback, and the second one to say
 * so reports {@code onClosed}: by then the descriptor is released, since the channel closes it with the last operation in it.
 */
final class LoomStream implements ByteStream, Resource {

    private static final Logger LOG = LoggerFactory.getLogger(LoomStream.class);

    private record Closing(@Nullable Throwable cause) {}

    private final LoomRuntime runtime;
    private final String name;
    private final SocketChannel channel;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final StreamReader reader;
    private final StreamWriter writer;
    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
    private final AtomicInteger partsAlive = new AtomicInteger(2);
    private @Nullable ByteStreamHandler handler;

    LoomStream(LoomRuntime runtime, String name, SocketChannel channel) throws IOException {
        this.runtime = runtime;
        this.name = name;
        this.channel = channel;
        local = channel.getLocalAddress();
        remote = channel.getRemoteAddress();
        reader = new StreamReader(this, runtime, runtime.config().platformReaders());
        writer = new StreamWriter(this, runtime);
    }

    /** Callbacks begin. */
    void start(ByteStreamHandler newHandler) {
        handler = newHandler;
        writer.start(runtime);
        try {
            reader.start();
        } catch (OutOfMemoryError e) {
            // No native thread left for a platform reader.
            handlerFailed(e);
            partEnded();
        }
    }

    /** In place of {@link #start}: nobody wants it, no callback comes. */
    void discard() {
        close(null);
        runtime.forget(this);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Of a started stream. */
    ByteStreamHandler handler() {
        return Objects.requireNonNull(handler);
    }

    boolean isClosing() {
        return closing.get() != null;
    }

    void broken(IOException cause) {
        close(cause);
    }

    void handlerFailed(Throwable cause) {
        LOG.error("{}: a callback threw; the stream is closed", this, cause);
        close(cause);
    }

    /** The reader or the writer makes no further callback. */
    void partEnded() {
        if (partsAlive.decrementAndGet() > 0) {
            return;
        }
        runtime.forget(this);
        try {
            handler().onClosed(Objects.requireNonNull(closing.get()).cause());
        } catch (Throwable e) {
            LOG.error("{}: onClosed threw", this, e);
        }
    }

    @Override
    public void requestWrite() {
        writer.request();
    }

    @Override
    public void writeNow() {
        writer.writeNow();
    }

    @Override
    public void pauseReading() {
        reader.pause();
    }

    @Override
    public void resumeReading() {
        reader.resume();
    }

    @Override
    public void shutdownOutput() {
        writer.shutdownOutput();
    }

    @Override
    public void close() {
        close(null);
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public String toString() {
        return name;
    }

    private void close(@Nullable Throwable cause) {
        if (!closing.compareAndSet(null, new Closing(cause))) {
            return;
        }
        LoomRuntime.closeQuietly(channel);
        reader.wakeForClose();
        writer.wakeForClose();
    }
}
