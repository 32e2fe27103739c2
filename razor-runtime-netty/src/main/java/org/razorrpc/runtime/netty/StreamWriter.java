package org.razorrpc.runtime.netty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.razorrpc.stream.spi.ByteStreamHandler;

/**
 * The way out of a stream. Confined to its loop's thread, but for {@link #request} and {@link #requestShutdown}.
 *
 * <p>However many threads ask for a write, only the one that sets {@code requested} has the loop woken. The loop clears it
 * before it pulls. A caller that finds it set appended before the loop clears it, and so before the pull: both accesses are
 * volatile, and the pull comes after the second.
 */
final class StreamWriter {
    /** Writes in a row before other streams get their turn. */
    private static final int WRITES_PER_TURN = 16;

    private final NettyStream stream;
    private final LoopBuffers buffers;
    private final LoopSocket socket;
    private final AtomicBoolean requested = new AtomicBoolean();
    private final ArrayDeque<ByteBuffer> batch = new ArrayDeque<>(4);
    private final Consumer<ByteBuffer> sink = this::add;
    private volatile boolean shutdownRequested;
    private boolean shutDown;
    private boolean blocked;

    StreamWriter(NettyStream stream, LoopBuffers buffers, LoopSocket socket) {
        this.stream = stream;
        this.buffers = buffers;
        this.socket = socket;
    }

    /** @return whether the caller must see to it that {@link #turn} follows */
    boolean request() {
        return !requested.get() && requested.compareAndSet(false, true);
    }

    void requestShutdown() {
        shutdownRequested = true;
    }

    /** Whether the kernel's buffer is full: the rest of the batch waits until the socket is writable. */
    boolean blocked() {
        return blocked;
    }

    /** Whether {@link #turn} has something to do. */
    boolean ready() {
        return !blocked && !shutDown && (requested.get() || shutdownRequested || !batch.isEmpty());
    }

    /** Forgets the batch. */
    void drop() {
        batch.clear();
        shutDown = true;
    }

    /** The socket has room. */
    void unblock() {
        blocked = false;
    }

    /** Pulls and writes, up to a fair share; afterwards {@link #ready} says whether another turn is due. */
    void turn(ByteStreamHandler handler) throws IOException {
        for (int writes = 0; writes < WRITES_PER_TURN && ready() && stream.isOpen(); writes++) {
            if (batch.isEmpty()) {
                pull(handler);
            } else {
                write(handler);
            }
        }
    }

    private void pull(ByteStreamHandler handler) throws IOException {
        boolean last = shutdownRequested;
        requested.set(false);
        handler.pull(sink);
        if (last && batch.isEmpty() && !requested.get() && stream.isOpen()) {
            shutDown = true;
            socket.shutdownOutput();
        }
    }

    private void add(ByteBuffer part) {
        if (part.hasRemaining()) {
            batch.add(part);
        }
    }

    private void write(ByteStreamHandler handler) throws IOException {
        long offered = buffers.gather(batch);
        long taken = buffers.write(socket);
        blocked = taken < offered;
        advance(taken);
        if (taken > 0) {
            handler.onWritten(taken);
        }
    }

    private void advance(long taken) {
        long left = taken;
        for (ByteBuffer part = batch.peek(); part != null && left > 0; part = batch.peek()) {
            int step = (int) Math.min(left, part.remaining());
            part.position(part.position() + step);
            left -= step;
            if (part.hasRemaining()) {
                return;
            }
            batch.remove();
        }
    }
}
