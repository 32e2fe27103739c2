package org.razorrpc.runtime.loom;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Large buffers that the streams of a runtime share. At most {@value #MAX_LENT} are out at a time, whatever peers do, and
 * {@value #MAX_KEPT} are kept; a stream that gets none makes do with a small one.
 */
final class BufferPool {

    static final int MAX_LENT = 256;
    static final int MAX_KEPT = 32;

    private final IntFunction<ByteBuffer> allocate;
    private final int size;
    private final AtomicInteger lent = new AtomicInteger();
    private final ArrayBlockingQueue<ByteBuffer> kept = new ArrayBlockingQueue<>(MAX_KEPT);

    BufferPool(IntFunction<ByteBuffer> allocate, int size) {
        this.allocate = allocate;
        this.size = size;
    }

    /** Cleared; null when too many are out. */
    @Nullable
    ByteBuffer take() {
        if (lent.incrementAndGet() > MAX_LENT) {
            lent.decrementAndGet();
            return null;
        }
        ByteBuffer buffer = kept.poll();
        return buffer != null ? buffer.clear() : allocate.apply(size);
    }

    void give(ByteBuffer buffer) {
        lent.decrementAndGet();
        kept.offer(buffer);
    }
}
