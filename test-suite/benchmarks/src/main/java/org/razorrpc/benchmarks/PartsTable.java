package org.razorrpc.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What JMH found, from the file that it wrote. */
final class PartsTable {
    static final String TITLE = "The parts by themselves";

    private static final String HEAD = """
            | benchmark | parameters | time | B/op |
            |---|---|---|---|
            """;

    private PartsTable() {}

    /**
     * In Markdown.
     *
     * @throws IOException when it is no result of JMH
     */
    static String of(String json) throws IOException {
        JsonNode results = Json.tree(json);
        if (!results.isArray()
                || results.isEmpty()
                || !results.at("/0/primaryMetric/score").isNumber()) {
            throw new IOException("it is no result of JMH");
        }
        return results.valueStream().map(PartsTable::line).collect(Collectors.joining("", HEAD, ""));
    }

    private static String line(JsonNode result) {
        String name = result.path("benchmark").asText();
        int method = name.lastIndexOf('.');
        String parameters = result.path("params")
                .propertyStream()
                .map(parameter -> parameter.getValue().asText())
                .collect(Collectors.joining(", "));
        JsonNode time = result.path("primaryMetric");
        return Stream.of(
                        name.substring(name.lastIndexOf('.', method - 1) + 1),
                        parameters.isEmpty() ? "-" : parameters,
                        Texts.number("%.1f ", score(time))
                                + time.path("scoreUnit").asText(),
                        Texts.number("%.0f", score(result.at("/secondaryMetrics/gc.alloc.rate.norm"))))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static double score(JsonNode metric) {
        return metric.path("score").asDouble(Double.NaN);
    }
}
