package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as users run it, in processes of its own. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoTest {
    @TempDir
    private Path temporary;

    private Path temporaryOfProcess;
    private Path source;
    private int started;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeDirectories() throws IOException {
        temporaryOfProcess = Files.createDirectory(temporary.resolve("tmp"));
        source = Files.createDirectory(temporary.resolve("source"));
    }

    @Test
    void demoCopiesATreeOverEveryCombinationAndLeavesNothing() throws Exception {
        Trees.make(source);
        Trees.write(source.resolve("large"), 100 << 20, new Random(100));
        Result result = razor("demo", source.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        int combinations = Plugins.runtimes().size() * Plugins.codecs().size() * 2;
        assertThat(result.out().lines().filter(line -> line.endsWith(": copied and verified")))
                .hasSize(combinations)
                .hasSizeGreaterThanOrEqualTo(8);
        assertThat(result.out()).contains("calls/flush");
        assertThat(result.out().lines().filter(line -> line.startsWith("failover: ")))
                .singleElement()
                .asString()
                .matches(
                        "failover: one of 3 servers killed after [0-9.]+ MB of [0-9.]+ MB, with \\d+ calls in flight to it;"
                                + " \\d+ calls tried again elsewhere; all \\d+ files copied and verified");
        assertThat(temporaryOfProcess).isEmptyDirectory();
    }

    @Test
    void servedTreeIsPutListedAndFetchedUntilTheServerIsTerminated() throws Exception {
        Files.writeString(source.resolve("a file"), "text");
        Path served = Files.createDirectory(temporary.resolve("served"));
        Process server = start("serve", served.toString(), "--listen", "tcp://127.0.0.1:0", "--runtime", "loom");
        try (BufferedReader lines = server.inputReader()) {
            String uri = lines.readLine();
            assertThat(uri).startsWith("tcp://127.0.0.1:");
            assertThat(razor("put", uri, source.toString(), "sub/dir").exitCode())
                    .isZero();
            assertThat(razor("ls", uri, "sub/dir").out()).isEqualTo("--            4  a file\n");
            assertThat(razor("get", uri, "sub", temporary.resolve("back").toString())
                            .exitCode())
                    .isZero();
            assertThat(temporary.resolve("back/dir/a file")).hasContent("text");
            Result missing = razor("get", uri, "missing", "x");
            assertThat(missing.exitCode()).isEqualTo(1);
            assertThat(missing.err()).isEqualTo("razor get: missing: ENOENT (2): No such file or directory\n");
            server.destroy();
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(errorsOf(1))).isEmpty();
            assertThat(razor("ls", uri).exitCode()).isEqualTo(1);
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void demoOfASingleByteKillsAServerAsWell() throws Exception {
        Files.writeString(source.resolve("file"), "1");
        Files.createFile(source.resolve("empty"));
        Result result = razor("demo", source.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("failover: one of 3 servers killed after 1 B of 1 B, ")
                .contains("; all 2 files copied and verified");
    }

    @Test
    void serversThatAreLeftGoOnAfterOneWasKilled() throws Exception {
        Trees.write(source.resolve("file"), 3 << 20, new Random(3));
        Path served = Files.createDirectory(temporary.resolve("served"));
        Process first = start("serve", served.toString(), "--listen", "tcp://127.0.0.1:0,tcp://127.0.0.1:0");
        Process second = start("serve", served.toString(), "--listen", "tcp://127.0.0.1:0");
        try (BufferedReader lines = first.inputReader();
                BufferedReader lineOfSecond = second.inputReader()) {
            String uris = lines.readLine() + "," + lines.readLine() + "," + lineOfSecond.readLine();
            Result put = razor("put", uris, source.toString(), "copy");
            assertThat(put.err()).isEmpty();
            assertThat(put.out()).startsWith("1 files, ").endsWith(", verified\n");
            first.destroyForcibly();
            assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(razor("get", uris, "copy", temporary.resolve("back").toString())
                            .err())
                    .isEmpty();
            assertThat(temporary.resolve("back/file")).hasSameBinaryContentAs(source.resolve("file"));
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    @Test
    void killedDemoLeavesNoServerBehind() throws Exception {
        Trees.write(source.resolve("large"), 100 << 20, new Random(100));
        Process demo = start("demo", source.toString());
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> demo.children().findAny().isPresent());
        ProcessHandle server = demo.children().findAny().orElseThrow();
        demo.destroyForcibly();
        await().atMost(15, TimeUnit.SECONDS).until(() -> !server.isAlive());
    }

    private Path errorsOf(int process) {
        return temporary.resolve("errors of process " + process);
    }

    @Test
    void terminatedDemoLeavesNothing() throws Exception {
        Trees.write(source.resolve("large"), 100 << 20, new Random(100));
        Process demo = start("demo", source.toString());
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> demo.children().findAny().isPresent());
        ProcessHandle server = demo.children().findAny().orElseThrow();
        demo.destroy();
        assertThat(demo.waitFor(15, TimeUnit.SECONDS)).isTrue();
        await().atMost(15, TimeUnit.SECONDS).until(() -> !server.isAlive());
        assertThat(temporaryOfProcess).isEmptyDirectory();
    }

    private Result razor(String... args) throws Exception {
        Process process = start(args);
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), out, Files.readString(errorsOf(started)));
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dkryo.unsafe=false");
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-Djava.io.tmpdir=" + temporaryOfProcess);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(errorsOf(++started).toFile())
                .start();
    }
}
