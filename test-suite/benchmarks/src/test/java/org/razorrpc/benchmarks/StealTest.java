package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StealTest {

    @Test
    void shareIsOfAllTimeWithoutTheGuests() {
        Steal before = Steal.parse("cpu  100 0 50 800 20 5 5 20 7 7");
        assertThat(before).isEqualTo(new Steal(20, 1000));
        Steal after = Steal.parse("cpu  200 0 100 1600 40 10 10 40 900 900");
        assertThat(after.shareSince(before)).isEqualTo(0.02);
    }

    @Test
    void systemThatDoesNotTellHasNoSteal() {
        assertThat(new Steal(0, 0).shareSince(new Steal(0, 0))).isZero();
    }
}
