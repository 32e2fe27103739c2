package org.razorrpc.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The pictures of a report. */
final class Charts {
    private static final double GIGA = 1e9;
    private static final String BYTES = "bytes";

    private Charts() {}

    /** Of a section; none where it has no picture, or too few rows for one. */
    static Optional<Chart> of(Section section, List<RowResult> rows) {
        return switch (section) {
            case WINDOW -> sweep(section, rows, "window", Workload::calls, "calls/s");
            case MESSAGE -> sweep(section, rows, BYTES + " of a message", Workload::bytes, "calls/s");
            case CONNECTIONS -> sweep(section, rows, "connections", Workload::connections, "calls/s");
            case CALLERS -> sweep(section, rows, "callers", Workload::calls, "calls/s");
            case BLOB -> sweep(section, rows, BYTES + " of a blob", Workload::bytes, "GB/s");
            case LATENCY -> latency(section, rows);
            default -> Optional.empty();
        };
    }

    private static Optional<Chart> sweep(
            Section section, List<RowResult> rows, String x, ToDoubleFunction<Workload> at, String y) {
        Map<String, List<Chart.Point>> lines = new LinkedHashMap<>();
        for (RowResult row : rows) {
            double where = at.applyAsDouble(row.workload());
            String kind = kind(row);
            add(lines, row.contestant() + kind, where, scaled(row, row.speed()));
            // One line for it, though it took turns with each row.
            if (row.limit() == Limit.C && row.contestant().equals(Stack.NETTY.id())) {
                add(lines, "C limit" + kind, where, scaled(row, row.spread(Pair::limit)));
            }
        }
        List<Chart.Series> series = series(lines);
        if (series.isEmpty()) {
            return Optional.empty();
        }
        DoubleStream marks = rows.stream().mapToDouble(row -> at.applyAsDouble(row.workload()));
        Axis xAxis = x.startsWith(BYTES) ? Axis.bytes(x, marks) : Axis.counts(x, marks);
        Axis yAxis = section == Section.BLOB
                ? Axis.linear(y, highest(series))
                : Axis.decades(y, lowest(series, highest(series)));
        return Optional.of(new Chart(section.title(), xAxis, yAxis, series));
    }

    private static String kind(RowResult row) {
        return switch (row.workload().style()) {
            case BLOBS_WRITTEN -> ", written";
            case BLOBS_READ -> ", read";
            default -> "";
        };
    }

    private static Spread scaled(RowResult row, Spread calls) {
        return row.workload().style().isBlobs() ? calls.times(row.workload().bytes() / GIGA) : calls;
    }

    private static void add(Map<String, List<Chart.Point>> lines, String name, double x, Spread y) {
        if (!Double.isNaN(y.median())) {
            lines.computeIfAbsent(name, unknown -> new ArrayList<>()).add(new Chart.Point(x, y));
        }
    }

    private static List<Chart.Series> series(Map<String, List<Chart.Point>> lines) {
        return lines.entrySet().stream()
                .map(line -> new Chart.Series(line.getKey(), line.getValue()))
                .toList();
    }

    private static DoubleStream highest(List<Chart.Series> series) {
        return series.stream()
                .flatMap(each -> each.points().stream())
                .mapToDouble(point -> point.y().highest());
    }

    private static DoubleStream lowest(List<Chart.Series> series, DoubleStream more) {
        return DoubleStream.concat(
                series.stream()
                        .flatMap(each -> each.points().stream())
                        .mapToDouble(point -> point.y().lowest()),
                more);
    }

    private static Optional<Chart> latency(Section section, List<RowResult> rows) {
        Map<String, List<Chart.Point>> lines = new LinkedHashMap<>();
        for (RowResult row : rows) {
            for (Percentile percentile : Percentile.values()) {
                String name = row.contestant() + ", " + row.workload().percent() + " %";
                add(lines, name, percentile.ordinal(), row.spread(percentile::of));
            }
        }
        List<Chart.Series> series = series(lines);
        if (series.isEmpty()) {
            return Optional.empty();
        }
        List<String> names =
                Arrays.stream(Percentile.values()).map(Percentile::title).collect(Collectors.toList());
        return Optional.of(new Chart(
                section.title(),
                Axis.of("percentile", names),
                Axis.decades("microseconds since a call was due", lowest(series, highest(series))),
                series));
    }
}
