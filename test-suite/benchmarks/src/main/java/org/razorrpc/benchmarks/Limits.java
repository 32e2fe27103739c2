package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits, each made ready when it is first asked for and kept for the next row. Not thread-safe. */
final class Limits implements AutoCloseable {
    private final @Nullable CLimit c;
    private final Plan plan;
    /** By window: the only thing that the twin's work differs in. */
    private final Map<Integer, Contender> twins = new HashMap<>();

    /** @param c null: there is none here */
    Limits(@Nullable CLimit c, Plan plan) {
        this.c = c;
        this.plan = plan;
    }

    /** What a row of this work is divided by, warm; null where it cannot be run here. */
    @Nullable
    Contender of(Workload workload) throws IOException {
        if (workload.limit() == Workload.Limit.C) {
            return c == null ? null : c.at(workload);
        }
        Contender twin = twins.get(workload.window());
        if (twin == null) {
            twin = ProcessPair.start(Stack.TWIN, workload);
            twins.put(workload.window(), twin);
            WarmUp.run(twin, plan);
        }
        return twin;
    }

    /** The C limit where it is not what a row is divided by; null where it is, or cannot be run here. */
    @Nullable
    Contender beside(Workload workload) {
        return c == null || workload.limit() == Workload.Limit.C ? null : c.at(workload);
    }

    static @Nullable Figures run(@Nullable Contender contender, Duration time) throws IOException {
        return contender == null ? null : contender.run(time);
    }

    @Override
    public void close() {
        twins.values().forEach(Contender::close);
    }
}
