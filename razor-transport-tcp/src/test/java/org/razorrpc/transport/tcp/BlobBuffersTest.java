package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BlobBuffersTest {
    private static final int FIRST = BlobBuffers.FIRST;

    private final BlobBuffers buffers = new BlobBuffers();

    @Test
    void memoryOfABlobThatIsOverHoldsTheNextOne() {
        ByteBuffer first = buffers.take(FIRST, 10);
        buffers.give(first);
        ByteBuffer second = buffers.take(1 << 20, 20);
        assertThat(second.array()).isSameAs(first.array());
        assertThat(second.position()).isZero();
        assertThat(second.limit()).isEqualTo(FIRST);
        assertThat(buffers.take(1 << 20, 20).array()).as("taken").isNotSameAs(first.array());
    }

    @Test
    void largeMemoryEndsWhereTheBlobDoes() {
        buffers.give(ByteBuffer.allocate(4 * FIRST));
        ByteBuffer taken = buffers.take(FIRST + 1, 1);
        assertThat(taken.capacity()).isEqualTo(4 * FIRST);
        assertThat(taken.remaining()).isEqualTo(FIRST + 1);
    }

    @Test
    void whatAnnouncesMuchGetsNoMoreThanTheFirstSizeUnlessMoreHasArrived() {
        assertThat(buffers.take(1 << 30, 1).remaining()).isEqualTo(FIRST);
        assertThat(buffers.take(1 << 30, FIRST + 1).remaining()).isEqualTo(FIRST + 1);
        assertThat(buffers.take(7, 7).capacity()).isEqualTo(7);
    }

    @Test
    void memoryThatIsTooSmallForWhatHasArrivedIsNotUsed() {
        buffers.give(ByteBuffer.allocate(FIRST));
        assertThat(buffers.take(2 * FIRST, FIRST + 1).remaining()).isEqualTo(FIRST + 1);
    }

    @Test
    void smallAndHugeMemoryIsNotKept() {
        ByteBuffer small = ByteBuffer.allocate(FIRST - 1);
        ByteBuffer huge = ByteBuffer.allocate(1 << 20);
        buffers.give(small);
        buffers.give(huge);
        assertThat(buffers.take(1 << 20, 1).array()).isNotSameAs(small.array()).isNotSameAs(huge.array());
    }

    @Test
    void aTickWithoutUseForgetsIt() {
        ByteBuffer kept = ByteBuffer.allocate(FIRST);
        buffers.give(kept);
        ByteBuffer used = buffers.take(FIRST, 1);
        buffers.give(used);
        buffers.onTick();
        assertThat(buffers.take(FIRST, 1).array())
                .as("used since the last tick")
                .isSameAs(kept.array());
        buffers.give(kept);
        buffers.onTick();
        buffers.onTick();
        assertThat(buffers.take(FIRST, 1).array()).isNotSameAs(kept.array());
    }
}
