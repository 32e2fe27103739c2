package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

    private final AtomicInteger made = new AtomicInteger();
    private final BufferPool pool = new BufferPool(
            size -> {
                made.incrementAndGet();
                return ByteBuffer.allocate(size);
            },
            16);

    @Test
    void lendsUpToItsBoundAndAgainWhenOneIsBack() {
        ByteBuffer first = pool.take();
        assertThat(first).isNotNull();
        for (int i = 1; i < BufferPool.MAX_LENT; i++) {
            assertThat(pool.take()).isNotNull();
        }
        assertThat(pool.take()).isNull();
        assertThat(pool.take()).isNull();
        pool.give(first.position(3));
        assertThat(pool.take())
                .isSameAs(first)
                .extracting(ByteBuffer::remaining)
                .isEqualTo(16);
        assertThat(made).hasValue(BufferPool.MAX_LENT);
    }
}
