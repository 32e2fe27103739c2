package org.razorrpc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Results that nobody measured. */
final class Reports {
    private static final Latency LATENCY = new Latency(10, 20, 40, 80, 160, 320);

    private Reports() {}

    /** Of all of razor's rows, and of all peers. */
    static Report some() {
        List<RowResult> results = new ArrayList<>();
        for (Row row : Rows.full()) {
            results.add(result(row, row.section() == Section.LATENCY ? LATENCY : null));
        }
        if (results.stream().noneMatch(result -> result.section() == Section.PEERS)) {
            results.add(peer("tasks-128", "bolt-tuned", 400));
            results.add(peer("tasks-128", "grpc-unary", 100));
        }
        return new Report(Machine.here(), Plans.FULL, true, results);
    }

    private static RowResult result(Row row, @Nullable Latency latency) {
        return RowResult.of(row, true, List.of(pair(row, latency, 900), pair(row, latency, 1100)));
    }

    static Pair pair(Row row, @Nullable Latency latency, double speed) {
        boolean limited = row.limit() != Limit.NONE;
        Figures limit = limited ? Figures.of(2000, 1, 1) : null;
        Figures figures = Figures.of(speed, 2, 16);
        List<@Nullable Figures> beside = new ArrayList<>();
        row.beside().forEach(name -> beside.add(Figures.of(4000, 1, 1)));
        return new Pair(limit, latency == null ? figures : figures.with(latency), beside, limit, 0);
    }

    /** Another framework, beside which razor makes 1,000 calls a second on Netty and 1,200 on virtual threads, for a third of its CPU. */
    static RowResult peer(String work, String name, double speed) {
        Pair pair = new Pair(
                Figures.of(2000, 1, 1),
                Figures.of(speed, 3, Double.NaN),
                List.of(Figures.of(1000, 1, 1), Figures.of(1200, 1, 1)),
                Figures.of(2000, 1, 1),
                0);
        return new RowResult(
                Section.PEERS,
                name,
                Rows.workload(work),
                Limit.TWIN,
                List.of("netty", "loom"),
                Double.NaN,
                true,
                List.of(pair));
    }
}
