package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The test vectors of the wire, by section and name. */
final class Vectors {
    private static final Map<String, Map<String, byte[]>> SECTIONS = read();

    private Vectors() {}

    static byte[] valid(String name) {
        return vector("valid", name);
    }

    static byte[] refused(String name) {
        return vector("refused", name);
    }

    private static byte[] vector(String section, String name) {
        byte[] bytes = SECTIONS.get(section).get(name);
        assertThat(bytes).as(name).isNotNull();
        return bytes.clone();
    }

    static List<String> validRequests() {
        return SECTIONS.get("valid").keySet().stream()
                .filter(name -> name.endsWith("-request"))
                .toList();
    }

    /** The vectors whose names that begin so, in the file's order. */
    static Map<String, byte[]> refusedBeginningWith(String prefix) {
        Map<String, byte[]> found = new LinkedHashMap<>(SECTIONS.get("refused"));
        found.keySet().removeIf(name -> !name.startsWith(prefix));
        return found;
    }

    private static Map<String, Map<String, byte[]>> read() {
        Map<String, Map<String, byte[]>> sections = new LinkedHashMap<>();
        Map<String, byte[]> section = new LinkedHashMap<>();
        try (InputStream file = Vectors.class.getResourceAsStream("/vectors-v1.txt")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("[")) {
                    section = new LinkedHashMap<>();
                    sections.put(line.substring(1, line.indexOf(']')), section);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    String[] columns = line.split(" \\| ");
                    section.put(columns[0], HexFormat.of().parseHex(columns[2].strip()));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return sections;
    }
}
