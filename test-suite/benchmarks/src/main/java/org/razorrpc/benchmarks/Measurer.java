package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures rows, each in turns with its limit: limit, row, limit, row, limit. */
final class Measurer {
    private final Plans plans;
    private final Companions companions;
    private final Progress progress;

    Measurer(Plans plans, Companions companions, Progress progress) {
        this.plans = plans;
        this.companions = companions;
        this.progress = progress;
    }

    /** Is told how each row went as soon as that is known. */
    interface Listener {
        void measured(RowResult result) throws IOException;

        /** It cannot be run; the others go on. */
        void failed(Row row, IOException cause);
    }

    /** @throws IOException what the listener threw */
    void measure(List<Row> rows, Listener listener) throws IOException {
        Eta eta = new Eta(
                rows.stream().mapToDouble(row -> plans.of(row).seconds(row)).sum());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String where = "[" + (i + 1) + "/" + rows.size() + ", " + eta.left() + "] " + row.id();
            measure(row, where, listener);
            companions.release(row, i + 1 < rows.size() ? rows.get(i + 1) : null);
            eta.done(plans.of(row).seconds(row));
        }
    }

    private void measure(Row row, String where, Listener listener) throws IOException {
        RowResult result;
        try {
            result = measure(row, where);
        } catch (IOException e) {
            // One of them may be what failed, and would fail the next row, too.
            companions.close();
            listener.failed(row, e);
            return;
        } finally {
            progress.clear();
        }
        listener.measured(result);
    }

    private RowResult measure(Row row, String where) throws IOException {
        progress.show(where + ": warming up");
        Plan plan = plans.of(row);
        Contender limit = companions.limit(row);
        List<@Nullable Contender> beside = companions.beside(row);
        try (Contender contender = row.contestant().start(row.workload())) {
            if (row.workload().style() == Style.OPEN) {
                paced(contender, limit, plan);
            }
            boolean settled = WarmUp.run(contender, plan, row.contestant().warmUpAtLeast());
            Figures before = paced(contender, limit, plan);
            List<Pair> pairs = new ArrayList<>();
            for (int i = 1; i <= plan.pairs(); i++) {
                progress.show(where + ": pair " + i + " of " + plan.pairs());
                Steal start = Steal.now();
                Figures figures = contender.run(plan.run());
                List<@Nullable Figures> others = run(beside, plan);
                Figures after = paced(contender, limit, plan);
                pairs.add(new Pair(before, figures, others, after, Steal.now().shareSince(start)));
                before = after;
            }
            return RowResult.of(row, settled, pairs);
        }
    }

    private static @Nullable Figures paced(Contender contender, @Nullable Contender limit, Plan plan)
            throws IOException {
        Figures figures = Companions.run(limit, plan.run());
        if (figures != null) {
            contender.pace(figures.callsPerSecond());
        }
        return figures;
    }

    private static List<@Nullable Figures> run(List<@Nullable Contender> contenders, Plan plan) throws IOException {
        List<@Nullable Figures> figures = new ArrayList<>();
        for (Contender contender : contenders) {
            figures.add(Companions.run(contender, plan.run()));
        }
        return figures;
    }
}
