package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void oddCountHasItsMiddleAsMedian() {
        assertThat(Spread.of(DoubleStream.of(9, 1, 4))).isEqualTo(new Spread(4, 1, 9));
    }

    @Test
    void evenCountHasTheMeanOfItsMiddleTwo() {
        assertThat(Spread.of(DoubleStream.of(9, 1, 4, 5))).isEqualTo(new Spread(4.5, 1, 9));
    }

    @Test
    void oneValueIsItsOwnSpread() {
        assertThat(Spread.of(DoubleStream.of(3))).isEqualTo(new Spread(3, 3, 3));
    }

    @Test
    void unknownValuesDoNotCount() {
        assertThat(Spread.of(DoubleStream.of(Double.NaN, 2))).isEqualTo(new Spread(2, 2, 2));
        assertThat(Spread.of(DoubleStream.of(Double.NaN)).median()).isNaN();
    }
}
