package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void reportReadsBackAsWritten() throws IOException {
        Report report = Reports.some();
        assertThat(Json.read(Json.write(report), Report.class)).isEqualTo(report);
    }

    @Test
    void unknownNumbersAreNullAndTimesAreMilliseconds() throws IOException {
        String json = Json.write(new Plan(1, Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO));
        assertThat(Json.tree(json).path("run").asInt()).isEqualTo(2000);
        assertThat(Json.tree(Json.write(List.of(Double.NaN, 1.5))).get(0).isNull())
                .isTrue();
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> Json.read("{\"results\": 7}", Report.class)).isInstanceOf(IOException.class);
    }
}
