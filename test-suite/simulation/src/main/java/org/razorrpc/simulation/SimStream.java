package org.razorrpc.simulation;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;

/**
 * One end of a link. Callbacks run in turns, a read turn or a write turn each an event of the node; a write turn may also run
 * within {@link #writeNow}, which the seed decides. It is as unkind to its handler as the contract allows: buffers sit anywhere
 * in their array, which is overwritten after use, and batches and reads end anywhere.
 */
final class SimStream implements ByteStream {
    private static final int MAX_READS_IN_TURN = 3;
    private static final byte OVERWRITTEN = (byte) 0xdb;

    private final SimLink link;
    private final SimRuntime node;
    private final SimPipe out;
    private final SimPipe in;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final RandomGenerator random;
    private final ArrayDeque<ByteBuffer> batch = new ArrayDeque<>();
    private @Nullable ByteStreamHandler handler;

    private boolean writeRequested;
    private boolean writeQueued;
    private boolean writing;
    private boolean outputEnding;
    private boolean outputEnded;
    private boolean readQueued;
    private boolean readingPaused;
    private boolean resumed;
    private boolean inputEnded;
    private boolean broken;
    private boolean closed;

    SimStream(SimLink link, SimRuntime node, SimPipe out, SimPipe in, SocketAddress local, SocketAddress remote) {
        this.link = link;
        this.node = node;
        this.out = out;
        this.in = in;
        this.local = local;
        this.remote = remote;
        this.random = node.world().random("stream " + link.id() + " " + node.number());
        node.add(this);
    }

    /** The link's number, negative at the end that listened. */
    int id() {
        return link.up() == out ? link.id() : -link.id();
    }

    /** Callbacks may begin; without a handler the stream closes and there are none. */
    void attach(@Nullable ByteStreamHandler newHandler) {
        handler = newHandler;
        if (newHandler == null) {
            close();
            return;
        }
        queueRead();
        if (writeRequested || outputEnding) {
            queueWrite();
        }
    }

    @Override
    public void requestWrite() {
        if (!closed && !outputEnded) {
            writeRequested = true;
            queueWrite();
        }
    }

    @Override
    public void writeNow() {
        if (closed || outputEnded) {
            return;
        }
        writeRequested = true;
        if (handler != null && !writing && !node.isPaused() && random.nextBoolean()) {
            writeTurn(handler);
        } else {
            queueWrite();
        }
    }

    @Override
    public void pauseReading() {
        readingPaused = true;
    }

    @Override
    public void resumeReading() {
        if (readingPaused) {
            readingPaused = false;
            resumed = true;
            queueRead();
        }
    }

    @Override
    public void shutdownOutput() {
        if (!closed && !outputEnding) {
            outputEnding = true;
            queueWrite();
        }
    }

    @Override
    public void close() {
        end(null);
    }

    /** Closes before the node has heard of the stream: no callback follows. */
    void abort() {
        if (!closed) {
            closed = true;
            node.remove(this);
            release(true);
        }
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    // Writing.

    void queueWrite() {
        if (handler != null && !writeQueued && !closed) {
            writeQueued = true;
            node.soon(() -> {
                writeQueued = false;
                if (handler != null && !closed) {
                    writeTurn(handler);
                }
            });
        }
    }

    private void writeTurn(ByteStreamHandler to) {
        writing = true;
        try {
            write(to);
        } catch (Throwable failure) {
            node.report(failure);
            end(failure);
        } finally {
            writing = false;
        }
        if (batch.isEmpty() && (writeRequested || outputEnding && !outputEnded)) {
            queueWrite();
        }
    }

    private void write(ByteStreamHandler to) {
        if (broken) {
            end(resetByPeer());
            return;
        }
        if (batch.isEmpty()) {
            pull(to);
        }
        if (closed || batch.isEmpty()) {
            return;
        }
        int count = out.take(batch);
        if (count > 0) {
            node.world().trace(Trace.Kind.WRITTEN, id(), count);
            to.onWritten(count);
            if (!batch.isEmpty()) {
                queueWrite();
            }
        }
    }

    private void pull(ByteStreamHandler to) {
        if (outputEnded || !writeRequested && !outputEnding) {
            return;
        }
        writeRequested = false;
        to.pull(part -> {
            if (part.hasRemaining()) {
                batch.add(part);
            }
        });
        if (outputEnding && batch.isEmpty() && !writeRequested && !closed) {
            outputEnded = true;
            out.end();
        }
    }

    // Reading.

    void queueRead() {
        if (handler != null && !readQueued && !readingPaused && !closed) {
            readQueued = true;
            node.soon(() -> {
                readQueued = false;
                if (handler != null && canRead()) {
                    readTurn(handler);
                }
            });
        }
    }

    private boolean canRead() {
        return !closed && !readingPaused;
    }

    private void readTurn(ByteStreamHandler to) {
        try {
            read(to);
        } catch (Throwable failure) {
            node.report(failure);
            end(failure);
        }
        if (canRead() && in.available() > 0) {
            queueRead();
        }
    }

    private void read(ByteStreamHandler to) {
        boolean delivered = resumed;
        if (resumed) {
            resumed = false;
            hand(to, 0);
        }
        int reads = 1 + random.nextInt(MAX_READS_IN_TURN);
        for (; reads > 0 && canRead() && in.available() > 0; reads--) {
            readOnce(to);
            delivered = true;
        }
        if (delivered && !closed) {
            to.onReadEnd();
        }
        if (canRead() && in.available() == 0) {
            endOfInput(to);
        }
    }

    private void readOnce(ByteStreamHandler to) {
        int count = in.nextRead();
        ByteBuffer target = to.readTarget();
        int direct = target == null ? 0 : Math.min(count, target.remaining());
        if (direct > 0) {
            in.read(target, direct);
            node.world().trace(Trace.Kind.READ, id(), direct);
            to.onTargetRead(direct);
        }
        // What onTargetRead paused or closed has not been read: the rest stays in the kernel.
        if (count > direct && canRead()) {
            hand(to, count - direct);
        }
    }

    private void hand(ByteStreamHandler to, int count) {
        int offset = random.nextInt(8);
        byte[] array = new byte[offset + count + random.nextInt(8)];
        ByteBuffer buffer = ByteBuffer.wrap(array, offset, count).slice();
        in.read(buffer, count);
        buffer.flip();
        node.world().trace(Trace.Kind.READ, id(), count);
        to.onRead(buffer);
        if (buffer.hasRemaining() && !closed) {
            throw new IllegalStateException("onRead left " + buffer.remaining() + " of " + count + " bytes");
        }
        Arrays.fill(array, OVERWRITTEN);
    }

    private void endOfInput(ByteStreamHandler to) {
        if (!inputEnded && in.isEnded()) {
            inputEnded = true;
            node.world().trace(Trace.Kind.INPUT_END, id(), 0);
            to.onInputEnd();
        }
        if (broken) {
            end(resetByPeer());
        }
    }

    // Ending.

    /**
     * A reset has arrived. A stream that reads hears of it after the last byte; one that is paused may hear of it now, or not
     * before it reads or writes again: runtimes differ there.
     */
    void peerReset() {
        broken = true;
        if (!readingPaused) {
            queueRead();
        } else if (random.nextBoolean()) {
            node.soon(() -> end(resetByPeer()));
        }
    }

    private IOException resetByPeer() {
        return new IOException(remote + ": connection reset by peer");
    }

    /** @param cause null: the handler asked for it */
    private void end(@Nullable Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        release(in.available() > 0);
        node.soon(() -> {
            node.world().trace(Trace.Kind.CLOSED, id(), cause == null ? 0 : 1);
            node.remove(this);
            if (handler != null) {
                ByteStreamHandler last = handler;
                node.guarded(() -> last.onClosed(cause));
            }
        });
    }

    /** As TCP does it: who closes with unread input resets, and destroys what the peer has not read yet. */
    private void release(boolean reset) {
        batch.clear();
        if (reset) {
            out.reset(out.latency(), true);
        } else if (!broken && !outputEnded) {
            out.end();
        }
        in.readerGone();
        link.endClosed();
    }
}
