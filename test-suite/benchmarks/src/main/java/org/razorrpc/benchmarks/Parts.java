package org.razorrpc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The benchmarks of the parts by themselves: JMH, a program of its own. */
final class Parts {
    private Parts() {}

    /**
     * Runs those whose names match; JMH prints what it finds.
     *
     * @param pattern a regular expression; empty: all
     * @param json where the results go too
     * @return its exit code
     */
    static int run(String pattern, @Nullable Path json) throws IOException {
        Path target = Home.path("test-suite", "benchmarks", "parts", "target");
        if (!Files.exists(target.resolve("parts.jar"))) {
            throw new IOException("the parts have not been built: run ./razor bench --parts");
        }
        List<String> command = Worker.java();
        command.addAll(List.of(
                "-cp",
                target.resolve("parts.jar") + File.pathSeparator + target.resolve("lib") + "/*",
                "org.openjdk.jmh.Main",
                "-prof",
                "gc"));
        if (json != null) {
            command.addAll(List.of("-rf", "json", "-rff", json.toString()));
        }
        if (!pattern.isEmpty()) {
            command.add(pattern);
        }
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
