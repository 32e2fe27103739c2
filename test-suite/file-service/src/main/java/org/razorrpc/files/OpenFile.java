package org.razorrpc.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import org.razorrpc.stream.Errno;

/** An open file. Any thread; reads and writes go by offset and do not disturb each other. */
final class OpenFile implements Closeable {
    private final FileChannel channel;
    private volatile long lastUsedNanos;

    OpenFile(FileChannel channel) {
        this.channel = channel;
    }

    void touch(long nanoTime) {
        lastUsedNanos = nanoTime;
    }

    long idleNanos(long nanoTime) {
        return nanoTime - lastUsedNanos;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Fills the buffer's room from that offset on, up to the file's end. */
    void read(ByteBuffer buffer, long offset) throws IOException {
        long at = offset;
        int n = 0;
        while (buffer.hasRemaining() && n >= 0) {
            n = channel.read(buffer, at);
            at += Math.max(n, 0);
        }
    }

    /** Writes all of the buffer. */
    void write(ByteBuffer buffer, long offset) throws IOException {
        long at = offset;
        try {
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
        } catch (NonWritableChannelException e) {
            throw Errnos.failure(Errno.EBADF, "");
        }
    }

    void truncate(long size) throws IOException {
        try {
            if (size > channel.size()) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
            channel.truncate(size);
        } catch (NonWritableChannelException e) {
            throw Errnos.failure(Errno.EBADF, "");
        }
    }

    String sha256() throws IOException {
        return Hashes.sha256(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
