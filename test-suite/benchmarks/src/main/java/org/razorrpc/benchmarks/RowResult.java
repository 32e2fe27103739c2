package org.razorrpc.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one row.
 *
 * @param settled whether it was warm: two runs in a row differed by less than 5 %
 */
record RowResult(Rows.Row row, boolean settled, List<Pair> pairs) {

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

    double target() {
        return row.workload().target(row.stack());
    }
}
