package org.razorrpc.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An axis of a chart: where values lie on it, from 0 to 1, and its ticks.
 *
 * @param log whether each tick stands for so many times the one before
 */
record Axis(String title, double low, double high, boolean log, List<Tick> ticks) {

    /** A mark. */
    record Tick(double value, String text) {}

    /** Marked at just these numbers, on a logarithmic scale. */
    static Axis counts(String title, DoubleStream values) {
        return marked(title, values, value -> String.format(Locale.ROOT, "%,.0f", value));
    }

    /** Marked at just these sizes, on a logarithmic scale; zero lies where a half would. */
    static Axis bytes(String title, DoubleStream values) {
        return marked(title, values, value -> shortened(value, 1 << 10, "Ki", "Mi"));
    }

    private static Axis marked(String title, DoubleStream values, DoubleFunction<String> text) {
        List<Tick> ticks = values.distinct()
                .sorted()
                .mapToObj(value -> new Tick(value, text.apply(value)))
                .toList();
        return new Axis(title, ticks.getFirst().value(), ticks.getLast().value(), true, ticks);
    }

    /** Marked by names, evenly. */
    static Axis of(String title, List<String> names) {
        List<Tick> ticks = IntStream.range(0, names.size())
                .mapToObj(i -> new Tick(i, names.get(i)))
                .toList();
        return new Axis(title, 0, names.size() - 1.0, false, ticks);
    }

    /** From 0 to beyond the highest of these, marked at round numbers. */
    static Axis linear(String title, DoubleStream values) {
        double most = values.max().orElse(1);
        double step = round(most / 5);
        int steps = (int) Math.ceil(most / step);
        List<Tick> ticks = IntStream.rangeClosed(0, steps)
                .mapToObj(i -> new Tick(i * step, shortened(i * step)))
                .toList();
        return new Axis(title, 0, steps * step, false, ticks);
    }

    /** Marked at powers of ten, from below the lowest to above the highest of these. */
    static Axis decades(String title, DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int from = (int) Math.floor(Math.log10(sorted[0]));
        int to = Math.max(from + 1, (int) Math.ceil(Math.log10(sorted[sorted.length - 1])));
        List<Tick> ticks = IntStream.rangeClosed(from, to)
                .mapToObj(i -> new Tick(Math.pow(10, i), shortened(Math.pow(10, i))))
                .toList();
        return new Axis(title, Math.pow(10, from), Math.pow(10, to), true, ticks);
    }

    /** 1, 2 or 5 times a power of ten, at least that value. */
    private static double round(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        return DoubleStream.of(1, 2, 5, 10)
                .map(factor -> factor * power)
                .filter(candidate -> candidate >= value)
                .findFirst()
                .orElse(10 * power);
    }

    double position(double value) {
        double from = scaled(low);
        double to = scaled(high);
        return to == from ? 0.5 : (scaled(value) - from) / (to - from);
    }

    private double scaled(double value) {
        return log ? Math.log(Math.max(value, 0.5)) : value;
    }

    /** Such as 4k, 16M. */
    private static String shortened(double value) {
        return shortened(value, 1000, "k", "M");
    }

    private static String shortened(double value, int unit, String one, String two) {
        if (value >= (double) unit * unit) {
            return plain(value / unit / unit) + two;
        }
        return value >= unit ? plain(value / unit) + one : plain(value);
    }

    private static String plain(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
