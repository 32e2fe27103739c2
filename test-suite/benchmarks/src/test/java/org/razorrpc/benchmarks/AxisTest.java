package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void linearAxisBeginsAtZeroAndHasRoundTicks() {
        Axis axis = Axis.linear("GB/s", DoubleStream.of(0.4, 3.3));
        assertThat(texts(axis)).containsExactly("0", "1", "2", "3", "4");
        assertThat(axis.position(2)).isEqualTo(0.5);
    }

    @Test
    void decadesSurroundTheValues() {
        Axis axis = Axis.decades("calls/s", DoubleStream.of(12_000, 1_900_000));
        assertThat(texts(axis)).containsExactly("10k", "100k", "1M", "10M");
        assertThat(axis.position(100_000)).isCloseTo(1 / 3.0, within(1e-9));
    }

    @Test
    void measuredValuesAreTheTicksAndZeroHasItsPlace() {
        Axis axis = Axis.bytes("bytes", DoubleStream.of(4096, 0, 64, 4096, 4 << 20));
        assertThat(texts(axis)).containsExactly("0", "64", "4Ki", "4Mi");
        assertThat(axis.position(0)).isZero();
        assertThat(axis.position(4 << 20)).isEqualTo(1);
        assertThat(axis.position(64)).isBetween(0.0, 0.5);
    }

    @Test
    void countsAreWrittenOut() {
        assertThat(texts(Axis.counts("window", DoubleStream.of(1, 64, 4096)))).containsExactly("1", "64", "4,096");
    }

    @Test
    void namesLieEvenly() {
        Axis axis = Axis.of("percentile", List.of("50 %", "99 %", "max"));
        assertThat(axis.position(1)).isEqualTo(0.5);
    }

    private static List<String> texts(Axis axis) {
        return axis.ticks().stream().map(Axis.Tick::text).toList();
    }
}
