package org.razorrpc.codec.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KryoPoolTest {
    @Test
    void anInstanceServesOneAtATimeAndNoMoreThanTheLimitAreKept() {
        KryoPool pool = new KryoPool(KryoConfig.builder().maxIdle(2).build());
        KryoInstance first = pool.take();
        KryoInstance second = pool.take();
        KryoInstance third = pool.take();
        assertThat(first).isNotSameAs(second).isNotSameAs(third);
        assertThat(second).isNotSameAs(third);
        pool.give(first);
        pool.give(second);
        pool.give(third);
        assertThat(new KryoInstance[] {pool.take(), pool.take()}).containsExactlyInAnyOrder(first, second);
        assertThat(pool.take()).isNotIn(first, second, third);
    }
}
