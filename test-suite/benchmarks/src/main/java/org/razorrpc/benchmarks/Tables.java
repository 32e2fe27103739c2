package org.razorrpc.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Results as tables in Markdown. A table is its columns: what each is called, and what it says of a row. */
final class Tables {
    private final Map<String, Function<RowResult, String>> columns = new LinkedHashMap<>();

    private Tables() {}

    static String of(Report report, Section section) {
        List<RowResult> rows = report.of(section).toList();
        Tables table = new Tables();
        switch (section) {
            case TARGETS, RUST ->
                table.row().speed().limit().targets().batches().cost().limitCost();
            case LATENCY -> table.row().latencies().cost();
            case PEERS ->
                table.row().speed().limit().beside(rows.getFirst().beside()).cost();
            case TOOLS -> table.row().speed().limit();
            case UNIX ->
                table.row()
                        .speed()
                        .share("of TCP's, by medians", row -> overTcp(report, row))
                        .batches()
                        .cost();
            case CONNECTIONS, CALLERS ->
                table.row()
                        .speed()
                        .share("of the first row's, by medians", row -> first(rows, row))
                        .batches()
                        .cost();
            default -> table.row().speed().limit().batches().cost();
        }
        return table.pairs().write(rows);
    }

    private String write(List<RowResult> rows) {
        StringBuilder text = new StringBuilder();
        line(text, columns.keySet());
        text.append("|---".repeat(columns.size())).append("|\n");
        for (RowResult row : rows) {
            line(
                    text,
                    columns.values().stream().map(column -> column.apply(row)).toList());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Iterable<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private Tables column(String name, Function<RowResult, String> text) {
        columns.put(name, text);
        return this;
    }

    private Tables number(String name, String format, ToDoubleFunction<Pair> value) {
        return column(name, row -> median(format, row, value));
    }

    private static String median(String format, RowResult row, ToDoubleFunction<Pair> value) {
        return Texts.number(format, row.spread(value).median());
    }

    private Tables row() {
        return column("row", row -> row.contestant() + ": " + row.workload().title());
    }

    private Tables speed() {
        return column("speed", row -> Texts.speed(row.workload(), row.speed()));
    }

    private Tables limit() {
        column("its limit", Tables::limit);
        return column("ratio", row -> Texts.spread("%.2f", row.spread(Pair::ratio)));
    }

    private static String limit(RowResult row) {
        String speed = Texts.speed(row.workload(), row.spread(Pair::limit));
        return switch (row.limit()) {
            case C -> speed + " (C)";
            case TWIN -> speed + " (twin)";
            case RUST -> speed + " (Rust)";
            case CAPACITY -> speed + " (capacity)";
            case NONE -> "-";
        };
    }

    /** For rows without a limit: what part of another row's speed theirs is. The two were not measured in turns. */
    private Tables share(String name, Function<RowResult, Optional<RowResult>> whole) {
        return column(
                name,
                row -> Texts.number(
                        "%.2f",
                        whole.apply(row)
                                .map(of -> row.speed().median() / of.speed().median())
                                .orElse(Double.NaN)));
    }

    private static Optional<RowResult> overTcp(Report report, RowResult row) {
        return report.of(Section.TARGETS)
                .filter(tcp -> tcp.contestant().equals(row.contestant()))
                .filter(tcp ->
                        row.workload().name().equals("unix-" + tcp.workload().name()))
                .findFirst();
    }

    private static Optional<RowResult> first(List<RowResult> rows, RowResult row) {
        return rows.stream()
                .filter(each -> each.contestant().equals(row.contestant()))
                .findFirst();
    }

    private Tables targets() {
        column(
                "target",
                row -> Texts.target(row.target(), row.spread(Pair::ratio).median()));
        return column("C limit", row -> Texts.speed(row.workload(), row.spread(pair -> cLimit(row, pair))));
    }

    private static double cLimit(RowResult row, Pair pair) {
        return row.limit() == Limit.C ? pair.limit() : pair.beside(row.beside().indexOf(CLimit.ID));
    }

    private Tables batches() {
        number("calls/flush", "%.1f", pair -> pair.row().callsPerFlush());
        number("answers/flush", "%.1f", pair -> pair.row().answersPerFlush());
        return number("flushes/read", "%.2f", pair -> pair.row().flushesPerRead());
    }

    private Tables cost() {
        column("B/call", row -> sides("%.0f", row, Figures::allocatedBytes, Figures::clientAllocatedBytes));
        return column("us CPU/call", row -> sides("%.2f", row, Figures::cpuMicros, Figures::clientCpuMicros));
    }

    /** The client's part and the server's. */
    private static String sides(
            String format, RowResult row, ToDoubleFunction<Figures> both, ToDoubleFunction<Figures> client) {
        String ofServer =
                median(format, row, pair -> both.applyAsDouble(pair.row()) - client.applyAsDouble(pair.row()));
        return median(format, row, pair -> client.applyAsDouble(pair.row())) + " + " + ofServer;
    }

    private Tables limitCost() {
        return number(
                "limit's CPU",
                "%.2f",
                pair -> pair.after() == null ? Double.NaN : pair.after().cpuMicros());
    }

    private Tables latencies() {
        column("calls due/s", row -> Texts.speed(row.workload(), row.spread(pair -> due(row, pair))));
        column("calls/s", row -> Texts.speed(row.workload(), row.speed()));
        for (Percentile percentile : Percentile.values()) {
            number(percentile.title() + ", us", "%.0f", percentile::of);
        }
        return this;
    }

    private static double due(RowResult row, Pair pair) {
        return pair.before() == null
                ? Double.NaN
                : pair.before().callsPerSecond() * row.workload().percent() / 100;
    }

    /** How many times as fast the others are, and how much of its processor time they take for a call. */
    private Tables beside(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            int index = i;
            column(
                    "razor " + names.get(i),
                    row -> Texts.spread(
                            "%.1f x",
                            row.spread(pair -> pair.beside(index) / pair.row().callsPerSecond())));
            number(
                    names.get(i) + "'s CPU",
                    "%.2f x",
                    pair -> pair.beside(index, Figures::cpuMicros) / pair.row().cpuMicros());
        }
        return this;
    }

    private Tables pairs() {
        return column(
                "pairs", row -> row.counting() + " of " + row.pairs().size() + (row.settled() ? "" : ", not settled"));
    }
}
