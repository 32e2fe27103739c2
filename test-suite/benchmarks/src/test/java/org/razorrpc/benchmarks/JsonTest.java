package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    record Values(String text, List<Integer> numbers, double known, double unknown, Object nothing) {}

    @Test
    void recordReadsBackAsWritten() throws Exception {
        String text = "a \"quoted\" \\ text\nwith\u0001controls and \u00e9";
        JsonNode read =
                new ObjectMapper().readTree(Json.write(new Values(text, List.of(1, -2), 1.5e12, Double.NaN, null)));
        assertThat(read.path("text").asText()).isEqualTo(text);
        assertThat(read.path("numbers")).hasSize(2);
        assertThat(read.at("/numbers/1").asInt()).isEqualTo(-2);
        assertThat(read.path("known").asDouble()).isEqualTo(1.5e12);
        assertThat(read.path("unknown").isNull()).isTrue();
        assertThat(read.path("nothing").isNull()).isTrue();
    }

    @Test
    void valueOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> Json.write(new StringBuilder())).isInstanceOf(IllegalArgumentException.class);
    }
}
