package org.razorrpc.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One end of a connection of the twin: frames of razor's sizes, on a blocking socket channel. What is to be written is appended
 * under a short lock to one of two buffers; {@link #flush} swaps them and writes the full one in one system call. There is no
 * codec and no table of calls: a response is known by its number alone.
 */
final class TwinFrames implements AutoCloseable {
    static final int MESSAGE = 32;
    static final int REQUEST = 32 + MESSAGE;
    static final int RESPONSE = 20 + MESSAGE;
    private static final int BUFFER = 1 << 20;
    private static final int SEQ = 8;
    private static final byte[] NOTHING = new byte[MESSAGE];

    private final SocketChannel channel;
    private final BatchCounter counter;
    private final ReentrantLock lock = new ReentrantLock();
    /** The last message that was read. */
    private final byte[] message = new byte[MESSAGE];

    private final ByteBuffer in = buffer().limit(0);
    private ByteBuffer filling = buffer();
    private ByteBuffer writing = buffer();
    /** Frames in the filling buffer; under the lock, as that is. */
    private int filled;

    TwinFrames(SocketChannel channel, BatchCounter counter) {
        this.channel = channel;
        this.counter = counter;
    }

    /** A connection to the twin's server. */
    static TwinFrames connect(String address, BatchCounter counter) throws IOException {
        URI uri = URI.create(address);
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()))
                .setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new TwinFrames(channel, counter);
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    }

    void appendRequest(long seq) {
        lock.lock();
        try {
            filling.putLong(REQUEST).putLong(seq).putLong(0).putLong(MESSAGE).put(NOTHING);
            filled++;
        } finally {
            lock.unlock();
        }
    }

    void appendResponse(long seq) {
        lock.lock();
        try {
            filling.putLong(RESPONSE).putLong(seq).putInt(0).put(NOTHING);
            filled++;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was appended, if anything; one thread at a time. */
    void flush() throws IOException {
        int frames;
        lock.lock();
        try {
            frames = filled;
            filled = 0;
            ByteBuffer full = filling;
            filling = writing;
            writing = full;
        } finally {
            lock.unlock();
        }
        writing.flip();
        if (frames > 0) {
            write(frames);
        }
        writing.clear();
    }

    private void write(int frames) throws IOException {
        counter.onFlush(frames, writing.remaining());
        while (writing.hasRemaining()) {
            channel.write(writing);
        }
    }

    /**
     * Waits for bytes.
     *
     * @return whole frames that are there, to be taken each by {@link #takeSeq}; -1 at the end of the stream
     */
    int read(int frameSize) throws IOException {
        in.compact();
        int count = channel.read(in);
        in.flip();
        counter.onReadBatch(in.remaining() / frameSize, count);
        return count < 0 ? -1 : in.remaining() / frameSize;
    }

    /** Takes the next frame: its number, and its message's bytes. */
    long takeSeq(int frameSize) {
        int start = in.position();
        long seq = in.getLong(start + SEQ);
        in.position(start + frameSize - MESSAGE).get(message);
        return seq;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
