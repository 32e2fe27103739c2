package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.WakeupModeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket, who reads it and who writes it. The writer is a virtual thread, the reader depends on the stream's mode:
 *
 * <ul>
 *   <li><b>quiet</b>: the channel blocks, and so does a virtual thread in its read. Costs next to nothing, and some changes of
 *       threads for each read.
 *   <li><b>busy</b>: the channel does not block, and a platform thread of its own selects, reads, delivers and writes what its
 *       callbacks ask for. It never waits for room, for the peer may be waiting for it to read: a batch that is not taken
 *       whole stays until the selector says that there is room. Between blobs it may rest ({@link WakeupModeration}).
 * </ul>
 *
 * <p><b>Two roles</b> order everything; each is one thread's at a time and passes through one atomic state, so that what it
 * guards needs no lock: all that was written by the thread that gave it is seen by the one that takes it.
 *
 * <ul>
 *   <li>The <b>read role</b> ({@link ReadRole} in busy mode, a lock in {@link QuietReader}) guards {@link StreamInput}, the
 *       selector, and who is the {@link #reader}. A caller who waits for his answer may take it from an idle busy reader (he
 *       leads, the reader follows): he selects, reads and delivers on his own thread, and leaves the role to the next. While
 *       callers come, the reader only looks once a millisecond; when none came since, it takes the role. A request to write
 *       by anybody who will not read himself recalls the role at once. An interrupt of a leader ends his select and nothing
 *       else, since a channel that does not block does not heed it.
 *   <li>The <b>write role</b> ({@link StreamWriter}) guards the batch, and whether the channel blocks.
 * </ul>
 *
 * <p><b>The mode changes</b> between two reads, by who has the read role and gets the write role: to quiet without waiting, to
 * busy within a millisecond, for a writer that always has something to write gives it away between two writes. With both,
 * no operation is under way in the channel, which would hold up changing it; and a selector is only there while the channel
 * does not block.
 *
 * <p><b>Whoever calls the stream from outside</b> writes first (the flow, the closing, the batch's state) and then reads
 * {@link #reader} to wake it; a reader that takes over is published first and then looks at all of these. Both are
 * sequentially consistent, so the new reader sees what happened, or the caller sees the new reader: with weaker orders a
 * resume or a close could be lost between two readers, and the stream would hang.
 *
 * <p><b>Closing</b> is one atomic step that keeps the cause; it shuts the socket down both ways, which tells the peer and ends a
 * blocked read or write, and wakes everybody. Reader and writer each say when they will make no further callback, having got
 * their role back for good, and the second one to say so closes the channel and reports {@code onClosed}. The channel is not
 * closed any earlier, under a thread that is blocked in it: the JDK's poller, looking at the socket in that moment, would become
 * the last to hold it, and Linux would keep it open until something else wakes the poller from its {@code epoll_wait}.
 */
final class LoomStream implements ByteStream, Resource {

    private static final Logger LOG = LoggerFactory.getLogger(LoomStream.class);

    private record Closing(@Nullable Throwable cause) {}

    private final LoomRuntime runtime;
    private final String name;
    private final SocketChannel channel;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final ReadFlow flow = new ReadFlow();
    private final StreamWriter writer;
    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
    private final AtomicInteger partsAlive = new AtomicInteger(2);
    private final QuietReader firstReader;
    private volatile StreamReader reader;
    private @Nullable ByteStreamHandler handler;

    LoomStream(LoomRuntime runtime, String name, SocketChannel channel) throws IOException {
        this.runtime = runtime;
        this.name = name;
        this.channel = channel;
        local = channel.getLocalAddress();
        remote = channel.getRemoteAddress();
        writer = new StreamWriter(this, runtime);
        firstReader = new QuietReader(this, runtime, new StreamInput(this::handler, channel, flow), flow);
        reader = firstReader;
    }

    /** Callbacks begin. */
    void start(ByteStreamHandler newHandler) {
        handler = newHandler;
        writer.start(runtime);
        firstReader.start();
    }

    /** In place of {@link #start}: nobody wants it, no callback comes. */
    void discard() {
        close(null);
        release();
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

    StreamWriter writer() {
        return writer;
    }

    /** By who has the read role. Returns the one before. */
    StreamReader reader(StreamReader next) {
        StreamReader before = reader;
        reader = next;
        return before;
    }

    /** A read, a write or a callback threw. */
    void failed(Throwable cause) {
        if (cause instanceof IOException) {
            close(cause);
        } else {
            handlerFailed(cause);
        }
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
        release();
        try {
            handler().onClosed(Objects.requireNonNull(closing.get()).cause());
        } catch (Throwable e) {
            LOG.error("{}: onClosed threw", this, e);
        }
    }

    @Override
    public void requestWrite() {
        StreamReader now = reader;
        if (!now.request()) {
            writer.request();
            now.watch();
        }
    }

    @Override
    public void writeNow() {
        StreamReader now = reader;
        if (!now.request()) {
            writer.writeNow();
            now.watch();
        }
    }

    @Override
    public void writeAndRead(BooleanSupplier done) {
        if (!reader.lead(done)) {
            writeNow();
        }
    }

    @Override
    public void pauseReading() {
        flow.pause();
    }

    @Override
    public void resumeReading() {
        if (flow.resume()) {
            reader.wake();
        }
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
        try {
            channel.shutdownInput().shutdownOutput();
        } catch (IOException e) {
            LOG.debug("{}: cannot shut down, closing at once", this, e);
            LoomRuntime.closeQuietly(channel);
        }
        reader.wake();
        writer.wakeForClose();
    }

    /** Nobody is in the channel any more. */
    private void release() {
        LoomRuntime.closeQuietly(channel);
        runtime.forget(this);
    }
}
