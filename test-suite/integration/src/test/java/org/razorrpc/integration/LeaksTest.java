package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R14: connections and pools, opened and closed by the thousand, leave nothing behind. */
@EnabledOnOs(OS.LINUX)
class LeaksTest {
    private static final int CONNECTIONS = 20_000;
    private static final int POOLS = 2_000;

    @TempDir
    private static Path directory;

    private static ChildJvm.Ended run(String runtime, int connections, int pools, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                System.getProperty("java.class.path"),
                LeakProgram.class.getName(),
                runtime,
                Integer.toString(connections),
                Integer.toString(pools)));
        arguments.addAll(List.of(more));
        return ChildJvm.run(directory, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "loom"})
    void nothingIsLeft(String runtime) throws Exception {
        ChildJvm.Ended ended = run(runtime, CONNECTIONS, POOLS);
        assertThat(ended.err()).doesNotContain("LEAK");
        assertThat(ended.exit())
                .as("exit code; held before and after:%n%s%s", ended.out(), ended.err())
                .isZero();
        String[] held = ended.out().lines().toArray(String[]::new);
        new Score(
                        "R14 leaks, " + runtime,
                        0,
                        CONNECTIONS + " connects and closes, " + 2 * POOLS + " pools against a dead address",
                        "none",
                        "before " + held[0] + ", after " + held[1] + ", 0 leak reports")
                .print();
    }

    @Test
    void aForgottenBufferWouldBeReported() throws Exception {
        assertThat(run("netty", 1, 1, "leaky").err()).contains("LEAK");
    }
}
