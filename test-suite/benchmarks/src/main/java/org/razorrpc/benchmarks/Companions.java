package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What takes turns with a row: its limit, and those that are shown beside it. Each is made ready when it is first needed and kept for
 * the rows that follow. Not thread-safe.
 */
final class Companions implements AutoCloseable {
    private final @Nullable CLimit c;
    private final Plan plan;
    private final Map<String, Contender> started = new HashMap<>();

    /**
     * @param c null: there is none here
     * @param plan how they are warmed
     */
    Companions(@Nullable CLimit c, Plan plan) {
        this.c = c;
        this.plan = plan;
    }

    /** What the row is divided by, warm; null where it cannot be run here. */
    @Nullable
    Contender limit(Row row) throws IOException {
        return switch (row.limit()) {
            case C -> c(row.workload());
            case TWIN ->
                warm(Stack.TWIN, row.workload(), Integer.toString(row.workload().calls()));
            case RUST -> warm(RustPair.RUST, row.workload(), row.workload().name());
            case CAPACITY ->
                warm(row.contestant(), Rows.capacity(), Rows.capacity().name());
            case NONE -> null;
        };
    }

    /** What else does the same work in turns with the row; null for one that cannot be run here. */
    List<@Nullable Contender> beside(Row row) throws IOException {
        List<@Nullable Contender> beside = new ArrayList<>();
        for (String name : row.beside()) {
            beside.add(name.equals(CLimit.ID) ? c(row.workload()) : razor(name, row.workload()));
        }
        return beside;
    }

    private Contender razor(String name, Workload workload) throws IOException {
        Stack stack = name.equals(Stack.NETTY.id()) ? Stack.NETTY : Stack.LOOM;
        return warm(stack, workload, workload.name());
    }

    private @Nullable Contender c(Workload workload) {
        return c == null ? null : c.at(workload);
    }

    private Contender warm(Contestant contestant, Workload workload, String work) throws IOException {
        String key = contestant.id() + "/" + work;
        Contender contender = started.get(key);
        if (contender == null) {
            contender = contestant.start(workload);
            started.put(key, contender);
            WarmUp.run(contender, plan, contestant.warmUpAtLeast());
        }
        return contender;
    }

    /** Ends those that the row after this one has no use for: a process that is done with keeps its memory. */
    void release(Row row, @Nullable Row next) {
        if (next == null || !next.workload().name().equals(row.workload().name())) {
            started.entrySet().removeIf(each -> {
                boolean done = !each.getKey().startsWith(Stack.TWIN.id());
                if (done) {
                    each.getValue().close();
                }
                return done;
            });
        }
    }

    static @Nullable Figures run(@Nullable Contender contender, Duration time) throws IOException {
        return contender == null ? null : contender.run(time);
    }

    /** Ends all; what is needed after that is started anew. */
    @Override
    public void close() {
        started.values().forEach(Contender::close);
        started.clear();
    }
}
