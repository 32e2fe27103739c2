package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeadsTest {

    @Test
    void leastLeadIsComparedWithTheTargetOfEachRuntime() {
        assertThat(lines("tasks-128", Reports.peer("tasks-128", "slow", 100), Reports.peer("tasks-128", "fast", 550)))
                .containsExactly(
                        "| tasks, window 128 | netty | fast | 1.82 x | >= 2 x, not reached | 0.33 | <= 0.4, reached |",
                        "| tasks, window 128 | loom | fast | 2.18 x | >= 2 x, reached | 0.33 | <= 0.5, reached |");
    }

    @Test
    void wideWindowHasATargetOfItsOwnAndNoneForCpu() {
        assertThat(lines("tasks-1024", Reports.peer("tasks-1024", "fast", 260)))
                .containsExactly(
                        "| tasks, window 1,024 | netty | fast | 3.85 x | >= 4 x, not reached | 0.33 | - |",
                        "| tasks, window 1,024 | loom | fast | 4.62 x | >= 4 x, reached | 0.33 | - |");
    }

    @Test
    void grpcHasATargetOfItsOwnWhereMuchIsInFlight() {
        RowResult grpc = Reports.peer("tasks-128", "grpc-unary-direct", 170);
        assertThat(lines("tasks-128", grpc, Reports.peer("tasks-128", "fast", 550)))
                .hasSize(4)
                .contains(
                        "| tasks, window 128 | netty | grpc-unary-direct | 5.88 x | >= 7 x, not reached | 0.33 | - |",
                        "| tasks, window 128 | loom | grpc-unary-direct | 7.06 x | >= 6 x, reached | 0.33 | - |");
        assertThat(lines("caller-1", Reports.peer("caller-1", "grpc-unary-direct", 1100)))
                .containsExactly(
                        "| one blocking caller | netty | grpc-unary-direct | 0.91 x | ahead, not reached | 0.33 | - |",
                        "| one blocking caller | loom | grpc-unary-direct | 1.09 x | ahead, reached | 0.33 | - |");
    }

    @Test
    void callAsyncIsComparedWithTheOthersTasksByTheirSharesOfTheTwin() {
        assertThat(lines("async-128", Reports.peer("tasks-128", "fast", 400)))
                .containsExactly(
                        "| callAsync, window 128 | netty | fast | 2.25 x | >= 2 x, reached | 0.67 | <= 0.4, not reached |",
                        "| callAsync, window 128 | loom | fast | 2.25 x | >= 2 x, reached | 0.67 | <= 0.5, not reached |");
    }

    @Test
    void workThatNobodyElseDidHasNoVerdict() {
        assertThat(lines("read-64k", Reports.peer("tasks-128", "fast", 400)))
                .contains("| 64 KiB blobs read, window 128 | netty | not measured | - | ahead | - | - |");
        assertThat(Leads.of(report("read-64k"))).isEmpty();
    }

    private static Stream<String> lines(String work, RowResult... peers) {
        return Leads.of(report(work, peers)).lines().skip(2).takeWhile(line -> line.startsWith("|"));
    }

    /** razor's share of its limit is 0.45, that of another with a speed of 400 is 0.2. */
    private static Report report(String work, RowResult... peers) {
        Stream<RowResult> razor = Rows.quick().stream()
                .filter(row -> row.workload().name().equals(work))
                .map(row -> RowResult.of(row, true, List.of(Reports.pair(row, null, 900))));
        return new Report(
                Machine.here(),
                Plans.FULL,
                true,
                Stream.concat(razor, Stream.of(peers)).toList());
    }
}
