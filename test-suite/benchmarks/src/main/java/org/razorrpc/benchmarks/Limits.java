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
    /** Those that are processes, by what their work differs in. */
    private final Map<String, Contender> running = new HashMap<>();

    /** @param c null: there is none here */
    Limits(@Nullable CLimit c, Plan plan) {
        this.c = c;
        this.plan = plan;
    }

    /** What a row of this work is divided by, warm; null where it cannot be run here. */
    @Nullable
    Contender of(Workload workload) throws IOException {
        return switch (workload.limit()) {
            case C -> c == null ? null : c.at(workload);
            case TWIN -> running("twin " + workload.window(), Stack.TWIN, workload);
            case RUST -> running("rust " + workload.name(), Stack.RUST, workload);
        };
    }

    private Contender running(String key, Stack stack, Workload workload) throws IOException {
        Contender limit = running.get(key);
        if (limit == null) {
            limit = ProcessPair.start(stack, workload);
            running.put(key, limit);
            WarmUp.run(limit, plan);
        }
        return limit;
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
        running.values().forEach(Contender::close);
    }
}
