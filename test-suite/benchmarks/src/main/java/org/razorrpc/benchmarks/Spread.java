package org.razorrpc.benchmarks;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The middle and the ends of some values; all NaN where there is none. */
record Spread(double median, double lowest, double highest) {

    /** Values that are not known (NaN) do not count. */
    static Spread of(DoubleStream values) {
        double[] sorted = values.filter(value -> !Double.isNaN(value)).sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    Spread times(double factor) {
        return new Spread(median * factor, lowest * factor, highest * factor);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
    }
}
