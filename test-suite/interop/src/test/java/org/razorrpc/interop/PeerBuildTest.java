package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** What becomes of the tests where there is no peer. */
@Timeout(60)
class PeerBuildTest {
    @TempDir
    private Path path;

    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

    private PeerBuild build(String required) {
        Map<String, String> environment = Map.of("PATH", path.toString(), "RAZOR_REQUIRE_INTEROP", required);
        return new PeerBuild(environment, new PrintStream(messages, true, StandardCharsets.UTF_8));
    }

    private static void assertSkipped(PeerBuild build, String reason) {
        for (PeerBuild.Crates crates : PeerBuild.Crates.values()) {
            assertThatThrownBy(() -> build.program(crates))
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void withoutCargoTestsAreSkippedAndOneLineSaysWhy() {
        assertSkipped(build("false"), "there is no cargo on the PATH");
        assertThat(messages.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "razor-interop: tests with the Rust crates are skipped: there is no cargo on the PATH");
    }

    @Test
    void withoutTheCratesTestsAreSkippedAndOneLineSaysWhy() throws Exception {
        Path cargo = Files.writeString(path.resolve("cargo"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(cargo, PosixFilePermissions.fromString("rwx------"));
        assertSkipped(build("false"), "cargo could not get the crates of ");
        assertThat(messages.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith(
                        "razor-interop: tests with the Rust crates are skipped: cargo could not get the crates of peer");
    }

    @Test
    void wherePeersAreRequiredTheirLackIsAFailure() {
        PeerBuild build = build("true");
        for (PeerBuild.Crates crates : PeerBuild.Crates.values()) {
            assertThatThrownBy(() -> build.program(crates))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("there is no cargo on the PATH (RAZOR_REQUIRE_INTEROP is true)");
        }
        assertThat(messages.size()).as("bytes said: nothing is skipped").isZero();
    }
}
