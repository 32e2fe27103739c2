package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CLimitTest {

    @Test
    void lineOfTheProgramIsUnderstood() throws IOException {
        Figures figures = CLimit.parse(
                "window window=128 bytes=32: 1851234 requests/s, 0.118 GB/s one way, 0.542 us cpu/request, 31.5 requests/send\n");
        assertThat(figures.callsPerSecond()).isEqualTo(1851234);
        assertThat(figures.cpuMicros()).isEqualTo(0.542);
        assertThat(figures.callsPerFlush()).isEqualTo(31.5);
        assertThat(figures.allocatedBytes()).isNaN();
    }

    @Test
    void anythingElseIsAnErrorThatShowsIt() {
        assertThatThrownBy(() -> CLimit.parse("peer closed"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("peer closed");
    }

    @Test
    void everyKindOfWorkRuns() throws IOException {
        try (CLimit limit = CLimit.compile()) {
            assumeTrue(limit != null, "there is no gcc here");
            for (Row row : Rows.quick()) {
                Figures figures = limit.at(row.workload()).run(Duration.ofMillis(50));
                assertThat(figures.callsPerSecond()).as(row.id()).isPositive();
                assertThat(figures.cpuMicros()).as(row.id()).isPositive();
            }
        }
    }
}
