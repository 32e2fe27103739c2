package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairTest {

    @Test
    void ratioIsOfTheLimitOnBothSides() {
        assertThat(pair(90, 50, 110, 0).ratio()).isEqualTo(0.5);
    }

    @Test
    void pairWhoseLimitMovedByAFifthDoesNotCount() {
        assertThat(pair(100, 50, 81, 0).counts()).isTrue();
        assertThat(pair(100, 50, 80, 0).counts()).isFalse();
        assertThat(pair(80, 50, 100, 0).counts()).isFalse();
    }

    @Test
    void pairWithStolenTimeDoesNotCount() {
        assertThat(pair(100, 50, 100, 0.009).counts()).isTrue();
        assertThat(pair(100, 50, 100, 0.01).counts()).isFalse();
    }

    @Test
    void pairWithoutLimitHasNoRatio() {
        Pair pair = new Pair(null, figures(50), List.of(), null, 0);
        assertThat(pair.ratio()).isNaN();
        assertThat(pair.counts()).isTrue();
    }

    @Test
    void resultUsesThePairsThatCountAndAllWhereNoneDoes() {
        Pair good = pair(100, 50, 100, 0);
        Pair bad = pair(100, 10, 200, 0);
        assertThat(result(good, bad).spread(Pair::ratio).median()).isEqualTo(0.5);
        assertThat(result(good, bad).counting()).isOne();
        assertThat(result(bad).used()).containsExactly(bad);
        assertThat(result(bad).counting()).isZero();
    }

    @Test
    void speedBesideIsUnknownWhereThereIsNone() {
        Pair pair = new Pair(null, figures(50), Arrays.asList(figures(70), null), null, 0);
        assertThat(pair.beside(0)).isEqualTo(70);
        assertThat(pair.beside(1)).isNaN();
        assertThat(pair.beside(2)).isNaN();
    }

    private static RowResult result(Pair... pairs) {
        return RowResult.of(Rows.quick().getFirst(), true, List.of(pairs));
    }

    private static Pair pair(double before, double row, double after, double steal) {
        return new Pair(figures(before), figures(row), List.of(), figures(after), steal);
    }

    private static Figures figures(double callsPerSecond) {
        return Figures.of(callsPerSecond, 1, 1);
    }
}
