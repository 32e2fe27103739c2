package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Index.atIndex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command, with the processes that it starts. */
@Timeout(120)
class BenchTest {
    private static final Plan PLAN = new Plan(2, Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(100));

    private static final Plans PLANS = new Plans(PLAN, PLAN);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void listNamesEveryRowOnBothRuntimes() {
        assertThat(bench("--list")).isZero();
        assertThat(out.toString().lines())
                .hasSize(14)
                .doesNotHaveDuplicates()
                .contains("netty/tasks-128", "loom/tasks-128", "netty/read-64k", "loom/caller-1");
    }

    @Test
    void costsAreThoseOfBothRuntimes() throws IOException {
        Path json = directory.resolve("costs.json");
        assertThat(bench("--costs", "--json", json.toString()))
                .as(err.toString())
                .isZero();
        assertThat(Json.read(Files.readString(json), Costs.class).table()).isEqualTo(out.toString());
        assertThat(out.toString().lines().skip(2))
                .hasSize(2)
                .satisfies(
                        starts -> assertThat(starts)
                                .matches("\\|.* ms \\| \\d.* \\| \\d.* x\\), .* \\| \\d.* x\\), .* \\|"),
                        atIndex(0))
                .satisfies(
                        idle -> assertThat(idle).matches("\\|.* KiB \\| - \\| \\d+\\.\\d, .* \\| \\d+\\.\\d, .* \\|"),
                        atIndex(1));
    }

    @Test
    void measuresInTurnsAndReportsEveryPair() throws Exception {
        Path json = directory.resolve("result.json");
        assertThat(bench("--quick", "--only", "tasks-128", "--json", json.toString()))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .contains(
                        "| netty: tasks, window 128 |", "| loom: tasks, window 128 |", ">= 0.80", ">= 0.70", " (twin)")
                .doesNotContain("NaN");

        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("machine").path("processors").asInt()).isPositive();
        assertThat(report.path("machine").path("jdk").asText())
                .contains(Runtime.version().toString());
        assertThat(report.path("results")).hasSize(2);
        for (JsonNode result : report.path("results")) {
            assertThat(result.path("pairs")).hasSize(PLAN.pairs());
            result.path("pairs").forEach(BenchTest::assertSane);
            assertThat(result.at("/pairs/0/after")).isEqualTo(result.at("/pairs/1/before"));
        }
    }

    private static void assertSane(JsonNode pair) {
        assertThat(pair.at("/before/callsPerSecond").asDouble()).isPositive();
        assertThat(pair.at("/after/callsPerSecond").asDouble()).isPositive();
        JsonNode row = pair.path("row");
        assertThat(row.path("callsPerSecond").asDouble()).isPositive();
        assertThat(row.path("cpuMicros").asDouble()).isPositive();
        assertThat(row.path("allocatedBytes").asDouble()).isPositive();
        assertThat(row.path("callsPerFlush").asDouble()).isBetween(1.0, 128.0);
        assertThat(row.path("answersPerFlush").asDouble()).isBetween(1.0, 128.0);
        assertThat(row.path("flushesPerRead").asDouble()).isPositive();
    }

    @Test
    void rustOriginalStandsOnEitherSideOfBothRuntimes() {
        assertThat(bench("--rust", "--list")).isZero();
        assertThat(out.toString().lines())
                .hasSize(24)
                .doesNotHaveDuplicates()
                .contains("netty/rust-tasks-128", "loom-to-rust/rust-tasks-1024", "rust-to-netty/rust-read-64k");
    }

    @Test
    void withoutTheRustProgramItSaysWhyAndMeasuresNothing() {
        assertThat(bench("--rust")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "the rows with the Rust original were left out: this was not started by ./razor in a checkout");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void withoutAModeItSaysWhatToSay() {
        assertThat(bench()).isEqualTo(2);
        assertThat(err.toString()).contains("say --quick, --full, --rust, --parts, --costs, --report or --list");
    }

    @Test
    void patternWithoutARowIsRefused() {
        assertThat(bench("--quick", "--only", "nothing-like-it")).isEqualTo(2);
        assertThat(err.toString()).contains("no row is called like 'nothing-like-it'");
    }

    @Test
    void missingDirectoryOfTheResultIsSaidBeforeMeasuring() {
        Path missing = directory.resolve("missing/result.json");
        assertThat(bench("--quick", "--json", missing.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no directory " + missing.getParent());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void listOfAllHasTheSweepsOnBothRuntimesAndNothingTwice() {
        assertThat(bench("--full", "--list")).isZero();
        assertThat(out.toString().lines())
                .doesNotHaveDuplicates()
                .contains(
                        "netty/tasks-128",
                        "loom/styles-async-kryo",
                        "netty/styles-platform-raw",
                        "loom/concurrent-tasks-128",
                        "netty/heap-read-64k",
                        "loom/unix-caller-1",
                        "netty/window-4096",
                        "loom/message-0",
                        "loom/message-4194304",
                        "netty/blob-write-4096",
                        "loom/blob-read-16777216",
                        "netty/connections-10000",
                        "loom/callers-10000",
                        "netty/open-90");
    }

    @Test
    void resumedRunMeasuresWhatIsMissing() throws Exception {
        Path json = directory.resolve("result.json");
        assertThat(bench("--quick", "--only", "loom/caller-1", "--json", json.toString()))
                .as(err.toString())
                .isZero();
        JsonNode first = new ObjectMapper().readTree(json.toFile()).at("/results/0");
        assertThat(bench("--quick", "--only", "caller-1", "--json", json.toString(), "--resume"))
                .as(err.toString())
                .isZero();
        JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
        assertThat(results).hasSize(2);
        assertThat(results.get(0)).isEqualTo(first);
        assertThat(results.at("/1/contestant").asText()).isEqualTo("netty");
    }

    @Test
    void twoModesAtOnceAreRefused() {
        assertThat(bench("--full", "--quick")).isEqualTo(2);
    }

    @Test
    void openLoadIsPacedByTheCapacityBefore() throws Exception {
        Path json = directory.resolve("result.json");
        assertThat(bench("--full", "--only", "loom/open-50", "--json", json.toString()))
                .as(err.toString())
                .isZero();
        JsonNode pair = new ObjectMapper().readTree(json.toFile()).at("/results/0/pairs/0");
        double due = pair.at("/before/callsPerSecond").asDouble() / 2;
        assertThat(pair.at("/row/callsPerSecond").asDouble()).isPositive().isLessThan(due * 1.01);
        assertThat(pair.at("/row/latency/max").asDouble())
                .isGreaterThanOrEqualTo(pair.at("/row/latency/p50").asDouble())
                .isPositive();
        assertThat(out.toString()).contains("### Latency under open load", "| loom: 50 % of capacity |");
    }

    private int bench(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "bench";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), PLANS, PLANS, all);
    }
}
