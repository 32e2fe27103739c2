package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "get", "put", "ls"})
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: razor " + command);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "put", "ls"})
    void helpTellsOfSeveralServers(String command) {
        run(command, "--help");
        assertThat(out.toString()).contains("URI[,URI...]").contains("when one of them");
    }

    @Test
    void addressesEndAtACommaBeforeAnother() {
        assertThat(ClientOptions.addresses("tcp://h:1")).containsExactly("tcp://h:1");
        assertThat(ClientOptions.addresses("tcp://h:1,unix:///a,b/c,tcp://[::1]:2"))
                .containsExactly("tcp://h:1", "unix:///a,b/c", "tcp://[::1]:2");
    }

    @Test
    void serversThatAreAllDownAreListedWithEachAttempt() {
        String first = "unix://" + directory.resolve("a");
        String second = "unix://" + directory.resolve("b");
        assertThat(run("ls", first + "," + second)).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("razor ls: ")
                .contains(" (2 attempts: ")
                .contains(first + " UNREACHABLE/NOT_SENT after ")
                .contains(second + " UNREACHABLE/NOT_SENT after ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void serverThatIsDownIsNamed() {
        String address = "unix://" + directory.resolve("a");
        assertThat(run("get", address, "x", directory.resolve("y").toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("razor get: x: ")
                .contains(address);
    }

    @Test
    void versionIsOneLine() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString().lines()).singleElement().asString().startsWith("razor ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "--frobnicate", "serve", "get tcp://localhost:1", "ls a b c"})
    void misuseIsOneLineAndExitCode2(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("razor")
                .contains("--help)");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void failureIsOneLineAndExitCode1() {
        String missing = directory.resolve("missing\nline").toString();
        assertThat(run("demo", missing)).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .isEqualTo("razor demo: " + missing.replace("\n", "\\u000a") + ": No such file or directory");
    }

    @Test
    void unknownCodecIsNamedWithThosePresent() {
        assertThat(run("serve", directory.toString(), "--listen", "tcp://127.0.0.1:0", "--codec", "morse"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("'morse'").contains("present: [");
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "loom"})
    void aPortIsSharedOnlyIfBothSaySo(String runtime) throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            other.bind(new InetSocketAddress("127.0.0.1", 0));
            String address = "tcp://127.0.0.1:" + other.getLocalPort();
            assertThat(run("serve", directory.toString(), "--runtime", runtime, "--listen", address))
                    .isEqualTo(1);
            assertThat(err.toString()).contains(address);
            err.getBuffer().setLength(0);
            // It listens on the port; on the path it cannot, which ends it.
            String path = "unix://" + directory.resolve("socket");
            assertThat(run(
                            "serve",
                            directory.toString(),
                            "--runtime",
                            runtime,
                            "--reuse-port",
                            "--listen",
                            address,
                            "--listen",
                            path))
                    .isEqualTo(1);
            assertThat(err.toString()).contains(path).contains("SO_REUSEPORT").doesNotContain(address);
        }
    }

    @Test
    void demoOutsideOfACheckoutAsksForADirectory() throws Exception {
        String before = System.getProperty("razor.home", "");
        System.setProperty("razor.home", directory.toString());
        try {
            assertThat(run("demo")).isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .startsWith("razor demo: git ls-files: fatal: not a git repository")
                    .endsWith("; name a directory to copy: razor demo DIR");
        } finally {
            System.setProperty("razor.home", before);
        }
    }

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
