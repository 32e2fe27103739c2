package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PartsTableTest {
    /** What JMH writes, but for much that is not shown. */
    static final String JSON = """
            [
                {
                    "benchmark" : "org.razorrpc.benchmarks.parts.RecordBenchmark.decode",
                    "mode" : "avgt",
                    "params" : {
                        "format" : "razor-msgpack",
                        "type" : "point"
                    },
                    "primaryMetric" : {
                        "score" : 12.345,
                        "scoreError" : "NaN",
                        "scoreUnit" : "ns/op"
                    },
                    "secondaryMetrics" : {
                        "gc.alloc.rate" : { "score" : 1.5, "scoreUnit" : "MB/sec" },
                        "gc.alloc.rate.norm" : { "score" : 24.0000001, "scoreUnit" : "B/op" }
                    }
                },
                {
                    "benchmark" : "org.razorrpc.stream.InFlightCallsBenchmark.one",
                    "mode" : "avgt",
                    "primaryMetric" : { "score" : 7, "scoreUnit" : "ns/op" },
                    "secondaryMetrics" : {}
                }
            ]
            """;

    @Test
    void timeAndAllocationOfEachAreShown() throws IOException {
        assertThat(PartsTable.of(JSON).lines().skip(2))
                .containsExactly(
                        "| RecordBenchmark.decode | razor-msgpack, point | 12.3 ns/op | 24 |",
                        "| InFlightCallsBenchmark.one | - | 7.0 ns/op | - |");
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> PartsTable.of("{}")).hasMessage("it is no result of JMH");
        assertThatThrownBy(() -> PartsTable.of("[]")).hasMessage("it is no result of JMH");
        assertThatThrownBy(() -> PartsTable.of("[7]")).hasMessage("it is no result of JMH");
    }
}
