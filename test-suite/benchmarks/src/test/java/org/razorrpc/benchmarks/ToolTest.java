package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ToolTest {

    @Test
    void whatIperfPrintsIsUnderstood() throws IOException {
        Figures figures = Iperf.parse("""
                {"end": {"sum_received": {"bits_per_second": 16e9},
                         "cpu_utilization_percent": {"host_total": 90.0, "remote_total": 110.0}}}""", 1_000_000);
        assertThat(figures.callsPerSecond()).isEqualTo(2000);
        assertThat(figures.cpuMicros()).isEqualTo(1000);
    }

    @Test
    void whatRedisBenchmarkPrintsIsUnderstood() throws IOException {
        assertThat(Redis.parse("\"test\",\"rps\",\"avg_latency_ms\"\n\"GET\",\"123456.78\",\"0.1\"\n")
                        .callsPerSecond())
                .isEqualTo(123456.78);
    }

    @Test
    void anythingElseIsAnErrorThatShowsIt() {
        assertThatThrownBy(() -> Redis.parse("Could not connect")).hasMessageContaining("Could not connect");
        assertThatThrownBy(() -> Iperf.parse("{\"error\": \"busy\"}", 1)).hasMessageContaining("busy");
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void toolRunsWhereItIsInstalled(Tool tool) throws IOException {
        assumeTrue(tool.isInstalled(), "not installed here");
        Workload workload = Rows.quick().stream()
                .map(Row::workload)
                .filter(tool::does)
                .findFirst()
                .orElseThrow();
        try (Contender contender = tool.start(workload)) {
            assertThat(contender.run(Duration.ofMillis(100)).callsPerSecond()).isPositive();
        }
    }
}
