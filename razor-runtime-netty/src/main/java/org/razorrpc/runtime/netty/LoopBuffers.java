package org.razorrpc.runtime.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that all streams of a loop share. Its thread reads one stream and writes one stream at a time, so that one of a
 * kind is enough, and a stream that does nothing holds none. Confined to the loop's thread.
 */
final class LoopBuffers {
    static final int READ_BYTES = 256 << 10;
    private static final int WRITE_BYTES = 256 << 10;
    /** From this size on, direct buffers are written from where they are. Copying a smaller one is cheaper than one more part. */
    private static final int COPY_BELOW = 16 << 10;

    private static final int MAX_PARTS = 64;

    private final ByteBuffer[] parts = new ByteBuffer[MAX_PARTS];
    private int partCount;
    private long gathered;
    private @Nullable ByteBuf memory;
    private ByteBuffer in = ByteBuffer.allocate(0);
    private ByteBuffer out = in;
    private ByteBuffer heap = in;

    /** Gives the memory back; nothing may be used afterwards. */
    void release() {
        if (memory != null) {
            memory.release();
        }
    }

    private void allocate() {
        // Netty's buffers are freed when they are released; the JDK's when they happen to be collected.
        memory = UnpooledByteBufAllocator.DEFAULT.directBuffer(READ_BYTES + WRITE_BYTES, READ_BYTES + WRITE_BYTES);
        in = memory.nioBuffer(0, READ_BYTES);
        out = memory.nioBuffer(READ_BYTES, WRITE_BYTES);
        heap = ByteBuffer.allocate(READ_BYTES);
    }

    /** The direct buffer that sockets are read into, empty, with that much room, at most {@link #READ_BYTES}. */
    ByteBuffer readBuffer(int room) {
        if (memory == null) {
            allocate();
        }
        return in.clear().limit(room);
    }

    /** Moves bytes of the read buffer on to where they belong. */
    void copy(int start, ByteBuffer target, int count) {
        target.put(target.position(), in.clear(), start, count);
        target.position(target.position() + count);
    }

    /** The bytes of the read buffer from {@code start} up to {@code end}, as a heap buffer. */
    ByteBuffer heapCopy(int start, int end) {
        in.clear().get(start, heap.array(), 0, end - start);
        return heap.clear().limit(end - start);
    }

    /**
     * Gathers what one write can take: small and heap buffers copied side by side, large direct ones as they are. The positions
     * in {@code batch} do not move, so that what the kernel does not take needs no other place to be kept.
     *
     * @return bytes gathered
     */
    long gather(Queue<ByteBuffer> batch) {
        if (memory == null) {
            allocate();
        }
        out.clear();
        partCount = 0;
        gathered = 0;
        int runStart = 0;
        for (ByteBuffer source : batch) {
            if (source.isDirect() && source.remaining() >= COPY_BELOW) {
                runStart = endRun(runStart);
                add(source.duplicate());
            } else if (!copy(source)) {
                break;
            }
            // The next large buffer may take two: one for the run of copies before it.
            if (partCount > MAX_PARTS - 3) {
                break;
            }
        }
        endRun(runStart);
        return gathered;
    }

    /** @return whether all of it had room */
    private boolean copy(ByteBuffer source) {
        int count = Math.min(source.remaining(), out.remaining());
        out.put(out.position(), source, source.position(), count);
        out.position(out.position() + count);
        return count == source.remaining();
    }

    /** Makes a part of what was copied since the last one. @return where the next run starts */
    private int endRun(int start) {
        int end = out.position();
        if (end > start) {
            add(out.duplicate().flip().position(start));
        }
        return end;
    }

    private void add(ByteBuffer part) {
        parts[partCount++] = part;
        gathered += part.remaining();
    }

    /** Writes what was gathered. @return bytes that the kernel has taken */
    long write(LoopSocket socket) throws IOException {
        try {
            return socket.write(parts, partCount);
        } finally {
            // A blob must not stay reachable from here.
            Arrays.fill(parts, 0, partCount, null);
        }
    }
}
