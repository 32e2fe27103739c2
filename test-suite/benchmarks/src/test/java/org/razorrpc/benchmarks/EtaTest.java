package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EtaTest {
    private long now;

    @Test
    void estimateIsCorrectedByWhatTheDonePartTook() {
        Eta eta = new Eta(600, () -> now);
        assertThat(eta.left()).isEqualTo("10 min left");
        now = TimeUnit.SECONDS.toNanos(200);
        eta.done(100);
        assertThat(eta.left()).isEqualTo("16 min left");
        now = TimeUnit.SECONDS.toNanos(595);
        eta.done(495);
        assertThat(eta.left()).isEqualTo("5 s left");
    }
}
