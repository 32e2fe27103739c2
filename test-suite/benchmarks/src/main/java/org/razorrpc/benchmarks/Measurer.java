package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures rows, each in turns with its limit: limit, row, limit, row, limit. */
final class Measurer {
    private final Plan plan;
    private final Limits limits;
    private final Progress progress;

    Measurer(Plan plan, Limits limits, Progress progress) {
        this.plan = plan;
        this.limits = limits;
        this.progress = progress;
    }

    /** @throws IOException when a row cannot be run; the message names it */
    List<RowResult> measure(List<Rows.Row> rows) throws IOException {
        List<RowResult> results = new ArrayList<>();
        for (Rows.Row row : rows) {
            String where = "[" + (results.size() + 1) + "/" + rows.size() + "] " + row.id();
            try {
                results.add(measure(row, where));
            } catch (IOException e) {
                throw new IOException(row.id() + ": " + e.getMessage(), e);
            } finally {
                progress.clear();
            }
        }
        return results;
    }

    private RowResult measure(Rows.Row row, String where) throws IOException {
        progress.show(where + ": warming up");
        Contender limit = limits.of(row.workload());
        Contender beside = limits.beside(row.workload());
        try (ProcessPair razor = ProcessPair.start(row.stack(), row.workload())) {
            boolean settled = WarmUp.run(razor, plan);
            List<Pair> pairs = new ArrayList<>();
            Figures before = Limits.run(limit, plan.run());
            for (int i = 1; i <= plan.pairs(); i++) {
                progress.show(where + ": pair " + i + " of " + plan.pairs());
                Pair pair = pair(razor, limit, beside, before);
                pairs.add(pair);
                before = pair.after();
            }
            return new RowResult(row, settled, pairs);
        }
    }

    private Pair pair(Contender razor, @Nullable Contender limit, @Nullable Contender beside, @Nullable Figures before)
            throws IOException {
        Steal start = Steal.now();
        Figures figures = razor.run(plan.run());
        Figures after = Limits.run(limit, plan.run());
        double steal = Steal.now().shareSince(start);
        return new Pair(before, figures, Limits.run(beside, plan.run()), after, steal);
    }
}
