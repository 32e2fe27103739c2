package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void ratioIsComparedWithTheTarget() {
        assertThat(line("netty/tasks-128", 1_000_000, 790_000))
                .startsWith("| netty: tasks, window 128 | 790.0 k | 1.00 M (twin) | 0.79 | >= 0.80, not reached |");
        assertThat(line("loom/tasks-128", 1_000_000, 790_000)).contains("| 0.79 | >= 0.70, reached |");
    }

    @Test
    void blobsAreCountedInBytes() {
        assertThat(line("netty/write-64k", 40_000, 30_000))
                .startsWith("| netty: 64 KiB blobs written, window 128 | 1.97 GB/s | 2.62 GB/s (C) | 0.75 |")
                .contains("| 2.62 GB/s |");
    }

    @Test
    void limitThatCannotBeRunHereIsLeftOpen() {
        Pair pair = new Pair(null, Figures.of(30_000, 1, 1), List.of(), null, 0);
        Report report = report(false, RowResult.of(row("netty/write-64k"), true, List.of(pair)));
        assertThat(report.markdown())
                .contains("| 1.97 GB/s | - (C) | - | >= 0.80 | - |")
                .contains("The C limit was left out: there is no gcc here.\n");
    }

    @Test
    void spreadIsShownWhereThereIsOne() {
        RowResult result = RowResult.of(row("netty/tasks-128"), false, List.of(pair(100, 40), pair(100, 60)));
        assertThat(report(true, result).markdown())
                .contains("| 0.50 (0.40-0.60) |", "| 2 of 2, not settled |")
                .doesNotContain("no gcc");
    }

    @Test
    void unixSocketsAreComparedWithTcp() {
        Report report = report(
                result("loom/tasks-128", 1000), result("netty/tasks-128", 500), result("netty/unix-tasks-128", 600));
        assertThat(report.markdown())
                .contains(
                        "| speed | of TCP's, by medians |", "| netty: tasks, window 128, Unix socket | 0.6 k | 1.20 |");
        assertThat(report(result("netty/unix-tasks-128", 600)).markdown()).contains("Unix socket | 0.6 k | - |");
    }

    @Test
    void connectionsAndCallersAreComparedWithTheFirstRowOfTheirRuntime() {
        Report report = report(
                result("netty/connections-1", 2000),
                result("loom/connections-1", 1000),
                result("netty/connections-100", 1500),
                result("loom/connections-100", 1500),
                result("loom/callers-1", 3000),
                result("loom/callers-1000", 1500));
        assertThat(report.markdown())
                .contains("| speed | of the first row's, by medians |")
                .contains("| netty: 1 connections | 2.0 k | 1.00 |", "| netty: 100 connections | 1.5 k | 0.75 |")
                .contains("| loom: 100 connections | 1.5 k | 1.50 |", "| loom: 1,000 virtual threads | 1.5 k | 0.50 |");
    }

    @Test
    void busyMachineIsSaid() {
        Pair counting = pair(100, 50);
        Pair disturbed = new Pair(counting.before(), counting.row(), List.of(), counting.after(), 0.5);
        RowResult doubtful = RowResult.of(row("netty/tasks-128"), true, List.of(counting, disturbed, disturbed));
        RowResult good = RowResult.of(row("netty/tasks-128"), true, List.of(counting, disturbed));
        assertThat(report(true, doubtful).markdown()).contains("less than half of their pairs counting: 1;");
        assertThat(report(true, good).markdown()).doesNotContain("less than half");
    }

    private static String line(String row, double limit, double speed) {
        RowResult result = RowResult.of(row(row), true, List.of(pair(limit, speed)));
        return report(true, result).markdown().lines().skip(4).findFirst().orElseThrow();
    }

    private static Pair pair(double limit, double speed) {
        Figures limits = Figures.of(limit, 1, 1);
        return new Pair(limits, Figures.of(speed, 1, 1), List.of(limits), limits, 0);
    }

    private static RowResult result(String id, double speed) {
        return RowResult.of(row(id), true, List.of(new Pair(null, Figures.of(speed, 1, 1), List.of(), null, 0)));
    }

    private static Report report(RowResult... results) {
        return new Report(Machine.here(), Plans.QUICK, true, List.of(results));
    }

    private static Report report(boolean cLimit, RowResult result) {
        return new Report(Machine.here(), Plans.QUICK, cLimit, List.of(result));
    }

    private static Row row(String id) {
        return Rows.full().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
