package org.razorrpc.benchmarks;

import java.util.function.ToDoubleFunction;

/** What is shown of latencies. */
enum Percentile {
    P50("50 %", Latency::p50),
    P90("90 %", Latency::p90),
    P99("99 %", Latency::p99),
    P999("99.9 %", Latency::p999),
    P9999("99.99 %", Latency::p9999),
    MAX("max", Latency::max);

    private final String title;
    private final ToDoubleFunction<Latency> value;

    Percentile(String title, ToDoubleFunction<Latency> value) {
        this.title = title;
        this.value = value;
    }

    String title() {
        return title;
    }

    /** In microseconds; NaN where it is not known. */
    double of(Pair pair) {
        Latency latency = pair.row().latency();
        return latency == null ? Double.NaN : value.applyAsDouble(latency);
    }
}
