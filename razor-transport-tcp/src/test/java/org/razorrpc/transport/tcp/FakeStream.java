package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;

/**
 * A stream in memory. Nothing happens by itself: the test feeds bytes, lets it write, and settles what was asked for. One
 * thread, but for {@link #requestWrite}, which only counts.
 */
final class FakeStream implements ByteStream {
    private static final SocketAddress LOOPBACK = InetSocketAddress.createUnresolved("fake", 1);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Deque<byte[]> unread = new ArrayDeque<>();
    private final List<ByteBuffer> batch = new ArrayList<>();
    ByteStreamHandler handler;
    boolean offersTargets = true;
    boolean closed;
    boolean closedTold;
    boolean paused;
    boolean resumed;
    boolean shutDown;
    /** Comes in between, as another thread may, just before the stream is told to resume. */
    Runnable beforeResume = () -> {};

    volatile int writeRequests;
    volatile int writesNow;
    int pulls;
    int targetReads;

    @Override
    public synchronized void requestWrite() {
        writeRequests++;
    }

    @Override
    public synchronized void writeNow() {
        writesNow++;
    }

    @Override
    public void pauseReading() {
        paused = true;
        resumed = false;
    }

    @Override
    public void resumeReading() {
        beforeResume.run();
        resumed = paused;
    }

    @Override
    public void shutdownOutput() {
        shutDown = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public SocketAddress localAddress() {
        return LOOPBACK;
    }

    @Override
    public SocketAddress remoteAddress() {
        return LOOPBACK;
    }

    /** One read that brings these bytes. */
    void feed(byte[] bytes) {
        unread.add(bytes);
        settle();
    }

    /** Two reads or more, cut before the given positions. */
    void feed(byte[] bytes, int... cuts) {
        int from = 0;
        for (int cut : cuts) {
            feed(Arrays.copyOfRange(bytes, from, cut));
            from = cut;
        }
        feed(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    void endInput() {
        if (!closed) {
            handler.onInputEnd();
        }
        settle();
    }

    /** The peer or the network broke it. */
    void breakWith(Throwable cause) {
        closed = true;
        closedTold = true;
        handler.onClosed(cause);
    }

    /** Does what was asked for: going on with reading, closing. */
    void settle() {
        while (!closed && (resumed || !paused && !unread.isEmpty())) {
            if (resumed) {
                paused = false;
                resumed = false;
                handler.onRead(ByteBuffer.allocate(0));
                handler.onReadEnd();
            } else {
                read(unread.poll());
            }
        }
        if (closed && !closedTold) {
            closedTold = true;
            handler.onClosed(null);
        }
    }

    private void read(byte[] bytes) {
        int from = 0;
        ByteBuffer target = offersTargets ? handler.readTarget() : null;
        if (target != null && bytes.length > 0) {
            assertThat(target.remaining()).isPositive();
            from = Math.min(target.remaining(), bytes.length);
            target.put(bytes, 0, from);
            targetReads++;
            handler.onTargetRead(from);
        }
        if (from < bytes.length && !closed) {
            if (paused) {
                unread.addFirst(Arrays.copyOfRange(bytes, from, bytes.length));
            } else {
                onRead(bytes, from);
            }
        }
        if (!closed) {
            handler.onReadEnd();
        }
    }

    /** In a larger array that is spoiled afterwards: nobody may keep it. */
    private void onRead(byte[] bytes, int from) {
        byte[] shared = new byte[bytes.length - from + 7];
        System.arraycopy(bytes, from, shared, 5, bytes.length - from);
        ByteBuffer in = ByteBuffer.wrap(shared, 1, shared.length - 1).slice();
        in.position(4).limit(4 + bytes.length - from);
        handler.onRead(in);
        if (in.hasRemaining()) {
            throw new AssertionError("not all was consumed: " + in);
        }
        Arrays.fill(shared, (byte) 0x5a);
    }

    /** Pulls if asked to; returns the bytes of the batch. The kernel has none of them yet. */
    int pull() {
        assertThat(batch).as("the last batch is out").isEmpty();
        writeRequests = 0;
        writesNow = 0;
        pulls++;
        handler.pull(batch::add);
        return batch.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    /** The kernel takes this many bytes of the pulled batch. */
    void write(int count) {
        int left = count;
        while (left > 0) {
            ByteBuffer part = batch.get(0);
            byte[] some = new byte[Math.min(left, part.remaining())];
            part.get(some);
            written.writeBytes(some);
            left -= some.length;
            if (!part.hasRemaining()) {
                batch.remove(0);
            }
        }
        batch.removeIf(part -> !part.hasRemaining());
        handler.onWritten(count);
        settle();
    }

    /** Writes all there is, as long as there are requests to write. */
    FakeStream writeAll() {
        while (!closed && writeRequests + writesNow > 0) {
            int count = pull();
            if (count > 0) {
                write(count);
            }
        }
        return this;
    }

    int parts() {
        return batch.size();
    }

    byte[] written() {
        return written.toByteArray();
    }

    byte[] takeWritten() {
        byte[] all = written.toByteArray();
        written.reset();
        return all;
    }
}
