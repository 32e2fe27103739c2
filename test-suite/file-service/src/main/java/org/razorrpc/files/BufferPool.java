package org.razorrpc.files;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Direct buffers for blocks of files, kept for their next use up to a number. Any thread, never blocks. */
final class BufferPool {
    /** Bytes of a buffer, which is the most that one call reads. */
    static final int BUFFER = 256 << 10;

    private final BlockingQueue<ByteBuffer> idle;

    BufferPool(int keep) {
        idle = new ArrayBlockingQueue<>(keep);
    }

    /** A cleared buffer. */
    ByteBuffer take() {
        ByteBuffer buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BUFFER) : buffer;
    }

    void give(ByteBuffer buffer) {
        // A full pool lets the buffer go to the garbage collector.
        idle.offer(buffer.clear());
    }
}
