package org.razorrpc.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one row; all that a report needs.
 *
 * @param contestant who did the work
 * @param beside names for {@link Pair#beside}
 * @param target the ratio that is meant to be reached; NaN where there is none
 * @param settled whether it was warm: two runs in a row differed by less than 5 %
 */
record RowResult(
        Section section,
        String contestant,
        Workload workload,
        Limit limit,
        List<String> beside,
        double target,
        boolean settled,
        List<Pair> pairs) {

    static RowResult of(Row row, boolean settled, List<Pair> pairs) {
        return new RowResult(
                row.section(),
                row.contestant().id(),
                row.workload(),
                row.limit(),
                row.beside(),
                row.target(),
                settled,
                pairs);
    }

    /** The row's. */
    String id() {
        return contestant + "/" + workload.name();
    }

    /** The pairs that count; all of them where none does. */
    List<Pair> used() {
        List<Pair> counting = pairs.stream().filter(Pair::counts).toList();
        return counting.isEmpty() ? pairs : counting;
    }

    long counting() {
        return pairs.stream().filter(Pair::counts).count();
    }

    Spread spread(ToDoubleFunction<Pair> value) {
        return Spread.of(used().stream().mapToDouble(value));
    }

    /** Calls per second, or bytes per second of blobs. */
    Spread speed() {
        return spread(pair -> pair.row().callsPerSecond());
    }
}
