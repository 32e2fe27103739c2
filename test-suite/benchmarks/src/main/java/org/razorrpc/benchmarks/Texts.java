package org.razorrpc.benchmarks;

import java.util.Locale;

/** Figures as tables show them. */
final class Texts {
    private static final String UNKNOWN = "-";

    private Texts() {}

    /** Calls per second; for blobs the bytes that they carry. */
    static String speed(Workload work, Spread calls) {
        if (Double.isNaN(calls.median())) {
            return UNKNOWN;
        }
        if (work.style().isBlobs()) {
            return spread("%.2f", calls.times(work.bytes() / 1e9)) + " GB/s";
        }
        boolean millions = calls.median() >= 1e6;
        return spread(millions ? "%.2f" : "%.1f", calls.times(millions ? 1e-6 : 1e-3)) + (millions ? " M" : " k");
    }

    /** The median, and the ends in brackets where they differ. */
    static String spread(String format, Spread spread) {
        String median = number(format, spread.median());
        return Double.isNaN(spread.median()) || spread.lowest() == spread.highest()
                ? median
                : median + " (" + number(format, spread.lowest()) + "-" + number(format, spread.highest()) + ")";
    }

    static String number(String format, double value) {
        return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, format, value);
    }

    static String target(double target, double ratio) {
        return verdict(">= " + number("%.2f", target), ratio, ratio >= target);
    }

    /** So many times as fast; 1: faster at all. */
    static String ahead(double target, double times) {
        return target > 1
                ? verdict(">= " + number("%.0f x", target), times, times >= target)
                : verdict("ahead", times, times > 1);
    }

    static String atMost(String format, double target, double value) {
        return verdict("<= " + number(format, target), value, value <= target);
    }

    /** That text, and whether it is reached, where the value is known. */
    static String verdict(String text, double value, boolean reached) {
        return text + (Double.isNaN(value) ? "" : reached ? ", reached" : ", not reached");
    }
}
