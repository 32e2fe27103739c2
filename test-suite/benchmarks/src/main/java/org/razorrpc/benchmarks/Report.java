package org.razorrpc.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * All that a run has found; as JSON it is this record.
 *
 * @param cLimit whether the C limit could be built
 */
record Report(Machine machine, Plan plan, boolean cLimit, List<RowResult> results) {
    private static final String HEAD = """
            | row | calls/s | its limit | ratio | target | C limit | calls/flush | answers/flush | B/call | us CPU/call | limit's CPU | pairs |
            |---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    /** A table, and what must be known to read it. */
    String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        results.forEach(result -> text.append(line(result)));
        return text.append('\n').append(notes()).toString();
    }

    private static String line(RowResult result) {
        Workload work = result.row().workload();
        Spread ratio = result.spread(Pair::ratio);
        return "| "
                + String.join(
                        " | ",
                        result.row().stack().title() + ": " + work.title(),
                        speed(work, result.spread(pair -> pair.row().callsPerSecond())),
                        speed(work, result.spread(Pair::limit)) + " (" + limitName(work) + ")",
                        number("%.2f", ratio),
                        target(result.target(), ratio.median()),
                        speed(work, result.spread(pair -> cLimit(work, pair))),
                        number("%.1f", result, pair -> pair.row().callsPerFlush()),
                        number("%.1f", result, pair -> pair.row().answersPerFlush()),
                        sides("%.0f", result, Figures::allocatedBytes, Figures::clientAllocatedBytes),
                        sides("%.2f", result, Figures::cpuMicros, Figures::clientCpuMicros),
                        number("%.2f", result, Report::limitCpu),
                        result.counting() + " of " + result.pairs().size() + (result.settled() ? "" : ", not settled"))
                + " |\n";
    }

    private static String limitName(Workload work) {
        return switch (work.limit()) {
            case C -> "C";
            case TWIN -> "twin";
            case RUST -> "Rust";
        };
    }

    private static double limitCpu(Pair pair) {
        return pair.after() == null ? Double.NaN : pair.after().cpuMicros();
    }

    /** The client's part and the server's. */
    private static String sides(
            String format, RowResult result, ToDoubleFunction<Figures> both, ToDoubleFunction<Figures> client) {
        String ofServer =
                number(format, result, pair -> both.applyAsDouble(pair.row()) - client.applyAsDouble(pair.row()));
        return number(format, result, pair -> client.applyAsDouble(pair.row())) + " + " + ofServer;
    }

    /** The median alone. */
    private static String number(String format, RowResult result, ToDoubleFunction<Pair> value) {
        double median = result.spread(value).median();
        return Double.isNaN(median) ? "-" : String.format(Locale.ROOT, format, median);
    }

    private static double cLimit(Workload work, Pair pair) {
        if (work.limit() == Workload.Limit.C) {
            return pair.limit();
        }
        return pair.beside() == null ? Double.NaN : pair.beside().callsPerSecond();
    }

    private static String target(double target, double ratio) {
        String verdict = ratio >= target ? "reached" : "not reached";
        return String.format(Locale.ROOT, ">= %.2f", target) + (Double.isNaN(ratio) ? "" : ", " + verdict);
    }

    /** Calls per second; for blobs the bytes that they carry. */
    private static String speed(Workload work, Spread calls) {
        if (work.style().blobs()) {
            double scale = Work.BLOB_BYTES / 1e9;
            return number("%.2f", scaled(calls, scale)) + (Double.isNaN(calls.median()) ? "" : " GB/s");
        }
        boolean millions = calls.median() >= 1e6;
        String unit = millions ? " M" : " k";
        return number(millions ? "%.2f" : "%.1f", scaled(calls, millions ? 1e-6 : 1e-3))
                + (Double.isNaN(calls.median()) ? "" : unit);
    }

    private static Spread scaled(Spread spread, double factor) {
        return new Spread(spread.median() * factor, spread.lowest() * factor, spread.highest() * factor);
    }

    /** The median, and the ends in brackets where they differ. */
    private static String number(String format, Spread spread) {
        if (Double.isNaN(spread.median())) {
            return "-";
        }
        String median = String.format(Locale.ROOT, format, spread.median());
        return spread.lowest() == spread.highest()
                ? median
                : median
                        + String.format(
                                Locale.ROOT, " (" + format + "-" + format + ")", spread.lowest(), spread.highest());
    }

    private String notes() {
        String noC = cLimit ? "" : "The C limit was left out: there is no gcc here.\n";
        long doubtful = results.stream()
                .filter(result -> 2 * result.counting() < result.pairs().size())
                .count();
        String busy = doubtful == 0
                ? ""
                : "Rows with less than half of their pairs counting: " + doubtful
                        + "; the machine was too busy for them, measure them again.\n";
        return """
                %s; %s, %d processors; JDK %s; flags %s; load average at the start %.1f.
                One connection over loopback, client and server in a process each. Medians of the pairs that count (lowest-highest);
                %d pairs of %d ms runs, row and limit in turns. A pair counts when the limit before and after it differs by less than
                20 %% and less than 1 %% of the time was stolen; where none counts, all are used. B/call: allocated
                on the heap. CPU and B/call: of the client + of the server; the limit's CPU: of both together.
                %s%s""".formatted(
                        machine.system(),
                        machine.cpu(),
                        machine.processors(),
                        machine.jdk(),
                        machine.flags().isEmpty() ? "none" : String.join(" ", machine.flags()),
                        machine.load(),
                        plan.pairs(),
                        plan.run().toMillis(),
                        noC,
                        busy);
    }
}
