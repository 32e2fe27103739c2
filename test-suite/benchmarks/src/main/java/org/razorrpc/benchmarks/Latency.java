package org.razorrpc.benchmarks;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.HdrHistogram.AbstractHistogram;

/** How long calls took from the moment they were due, in microseconds: percentiles. */
record Latency(double p50, double p90, double p99, double p999, double p9999, double max) {

    /** @param nanos latencies in nanoseconds */
    static Latency of(AbstractHistogram nanos) {
        return new Latency(
                micros(nanos, 50),
                micros(nanos, 90),
                micros(nanos, 99),
                micros(nanos, 99.9),
                micros(nanos, 99.99),
                micros(nanos, 100));
    }

    private static double micros(AbstractHistogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e3;
    }

    String toLine() {
        return DoubleStream.of(p50, p90, p99, p999, p9999, max)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "));
    }

    /** What {@link #toLine} made. */
    static Latency parse(String line) {
        double[] values =
                Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Latency(values[0], values[1], values[2], values[3], values[4], values[5]);
    }
}
