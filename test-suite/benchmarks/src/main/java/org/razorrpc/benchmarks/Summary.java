package org.razorrpc.benchmarks;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table that matters most: razor, what the machine can do, and the best of the others, for each kind of work. */
final class Summary {
    private static final String HEAD = """
            | one connection, 32-byte messages | limit | razor on Netty | razor on virtual threads | best of the others |
            |---|---|---|---|---|
            """;

    private Summary() {}

    /** In Markdown. */
    static String of(Report report) {
        Map<String, RowResult> netty = byWork(report, Stack.NETTY);
        Map<String, RowResult> loom = byWork(report, Stack.LOOM);
        StringBuilder text = new StringBuilder(HEAD);
        netty.forEach((work, row) -> {
            if (loom.containsKey(work)) {
                text.append(line(row, loom.get(work), best(report, work)));
            }
        });
        return text.append('\n')
                .append(
                        "In brackets: the share of the limit, which is a bare Java program up to window 128 and a C program beyond; for the "
                                + "others, how many times as fast razor is, on Netty and on virtual threads.\n")
                .toString();
    }

    private static Map<String, RowResult> byWork(Report report, Stack stack) {
        Map<String, RowResult> rows = new LinkedHashMap<>();
        report.of(Section.TARGETS)
                .filter(row -> row.contestant().equals(stack.id()))
                .forEach(row -> rows.put(row.workload().name(), row));
        return rows;
    }

    private static Optional<RowResult> best(Report report, String work) {
        return report.of(Section.PEERS)
                .filter(row -> row.workload().name().equals(work))
                .max(Comparator.comparingDouble(row -> row.speed().median()));
    }

    private static String line(RowResult netty, RowResult loom, Optional<RowResult> best) {
        List<String> cells = List.of(
                netty.workload().title(),
                speed(netty, netty.spread(Pair::limit)),
                speed(netty, netty.speed()) + share(netty),
                speed(loom, loom.speed()) + share(loom),
                best.map(Summary::peer).orElse("-"));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String speed(RowResult row, Spread calls) {
        return Texts.speed(row.workload(), new Spread(calls.median(), calls.median(), calls.median()));
    }

    private static String share(RowResult row) {
        double ratio = row.spread(Pair::ratio).median();
        return Double.isNaN(ratio) ? "" : " (" + Texts.number("%.2f", ratio) + ")";
    }

    private static String peer(RowResult row) {
        return row.contestant() + ": " + speed(row, row.speed()) + " (" + times(row, 0) + ", " + times(row, 1) + ")";
    }

    private static String times(RowResult row, int beside) {
        return Texts.number(
                "%.1f x",
                row.spread(pair -> pair.beside(beside) / pair.row().callsPerSecond())
                        .median());
    }
}
