package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void noSecondHoldsMoreThanTheRateAcrossAnOverflowOfTheClock() {
        AcceptRate rate = new AcceptRate(2);
        long start = Long.MAX_VALUE - SECOND / 2;
        assertThat(rate.waitNanos(start)).isZero();
        rate.accepted(start);
        rate.accepted(start + SECOND / 4);
        assertThat(rate.waitNanos(start + SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(rate.waitNanos(start + SECOND)).isZero();
        rate.accepted(start + SECOND);
        assertThat(rate.waitNanos(start + SECOND)).isEqualTo(SECOND / 4);
    }
}
