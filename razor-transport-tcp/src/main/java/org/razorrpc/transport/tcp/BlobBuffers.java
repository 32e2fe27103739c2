package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Memory of blobs that are over, for those to come: a new array is cleared before it is filled, which for a blob costs as much as
 * receiving it. Any thread; a connection that gets no blobs keeps none.
 */
final class BlobBuffers {
    /** The size that a blob begins with, whatever it announces. */
    static final int FIRST = 64 << 10;

    private static final int LARGEST = 256 << 10;
    private static final int MOST = 16;

    private final Queue<byte[]> kept = new ConcurrentLinkedQueue<>();
    private final AtomicInteger keptCount = new AtomicInteger();
    private volatile boolean used;

    /** With room for at least one of the bytes that are to come, and for all of {@code arrived}. */
    ByteBuffer take(long left, int arrived) {
        int least = (int) Math.min(left, Math.max(FIRST, arrived));
        byte[] memory = least < FIRST ? null : takeKept();
        if (memory == null || memory.length < arrived) {
            return ByteBuffer.allocate(least);
        }
        used = true;
        return ByteBuffer.wrap(memory, 0, (int) Math.min(left, memory.length));
    }

    void give(ByteBuffer blob) {
        byte[] memory = blob.array();
        if (memory.length >= FIRST && memory.length <= LARGEST) {
            keep(memory);
        }
    }

    private void keep(byte[] memory) {
        if (keptCount.getAndIncrement() < MOST) {
            kept.add(memory);
        } else {
            keptCount.decrementAndGet();
        }
    }

    private byte @Nullable [] takeKept() {
        byte[] memory = kept.poll();
        if (memory != null) {
            keptCount.decrementAndGet();
        }
        return memory;
    }

    /** Once a tick. */
    void onTick() {
        boolean idle = !used;
        used = false;
        while (idle && takeKept() != null) {
            // Dropped.
        }
    }
}
