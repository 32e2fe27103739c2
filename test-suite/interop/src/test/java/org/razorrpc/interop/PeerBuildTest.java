package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.opentest4j.TestAbortedException;

/** What becomes of the tests where there is no peer. */
@Timeout(120)
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

    /** A JVM of their own, whose environment has no cargo. */
    private List<String> runTheOthers(String required) throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Others.class.getName());
        command.environment().put("PATH", path.toString());
        command.environment().put("RAZOR_REQUIRE_INTEROP", required);
        Path output = path.resolve("output");
        Process process = command.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void withoutCargoNoTestFailsAndOneLineSaysWhy() throws Exception {
        assertThat(runTheOthers("false"))
                .containsExactly(
                        "razor-interop: tests with the Rust crates are skipped: there is no cargo on the PATH",
                        "some skipped: true, some failed: false");
    }

    @Test
    void whereCargoIsRequiredTestsFailAndNoneIsSkipped() throws Exception {
        assertThat(runTheOthers("true")).containsExactly("some skipped: false, some failed: true");
    }

    /** Runs all tests of the module but these. */
    static final class Others {
        private Others() {}

        public static void main(String[] args) {
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectPackage(Others.class.getPackageName()))
                                    .filters(excludeClassNamePatterns(".*\\.PeerBuildTest"))
                                    .build(),
                            listener);
            TestExecutionSummary summary = listener.getSummary();
            boolean skipped = summary.getTestsAbortedCount() > 0;
            boolean failed = summary.getTotalFailureCount() > 0;
            System.out.println("some skipped: " + skipped + ", some failed: " + failed);
            System.exit(0);
        }
    }
}
