package org.razorrpc.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A run of a row between two of its limit.
 *
 * @param before the limit; null where there is none, or it cannot be run here
 * @param after the limit again
 * @param beside those that did the same work in turns with it; null for one that cannot be run here
 * @param steal the share of the machine's time that a hypervisor gave to others meanwhile
 */
record Pair(
        @Nullable Figures before,
        Figures row,
        List<@Nullable Figures> beside,
        @Nullable Figures after,
        double steal) {
    private static final double DRIFT = 0.2;
    private static final double STEAL = 0.01;

    /** The limit around the row's run; NaN where it cannot be run here. */
    double limit() {
        return before == null || after == null ? Double.NaN : (before.callsPerSecond() + after.callsPerSecond()) / 2;
    }

    double ratio() {
        return row.callsPerSecond() / limit();
    }

    /** The speed of the one at that place beside it; NaN where it cannot be run here. */
    double beside(int index) {
        return beside(index, Figures::callsPerSecond);
    }

    double beside(int index, ToDoubleFunction<Figures> value) {
        Figures figures = index >= 0 && index < beside.size() ? beside.get(index) : null;
        return figures == null ? Double.NaN : value.applyAsDouble(figures);
    }

    /** Whether the machine was quiet enough: the limit stayed within 20 % and less than 1 % was stolen. */
    boolean counts() {
        if (before == null || after == null) {
            return steal < STEAL;
        }
        double one = before.callsPerSecond();
        double other = after.callsPerSecond();
        return steal < STEAL && Math.abs(one - other) < DRIFT * Math.max(one, other);
    }
}
