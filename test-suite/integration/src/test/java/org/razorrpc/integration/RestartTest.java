package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;

/** Servers in processes of their own take the place of others under load, and no call is lost. */
@Timeout(120)
class RestartTest {
    private static final int CALLERS = 24;

    @TempDir
    private Path directory;

    /** What a server said about itself in the end. */
    private record Done(long completed, long refused, long aborted, List<Long> ran) {
        static Done read(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file);
            List<Long> counts = numbers(lines.get(0));
            return new Done(counts.get(0), counts.get(1), counts.get(2), numbers(lines.get(1)));
        }

        private static List<Long> numbers(String line) {
            return Arrays.stream(line.split(" "))
                    .filter(word -> !word.isEmpty())
                    .map(Long::valueOf)
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"netty,tcp", "netty,unix", "netty-nio,tcp", "loom,tcp", "loom,unix"})
    void serversThatInheritASocketFollowEachOtherWithoutLosingACall(String runtime, String kind) throws Exception {
        Stack stack = new Stack(runtime, kind, "msgpack");
        Path socket = directory.resolve("socket");
        List<Path> files = new ArrayList<>();
        try (Supervisor supervisor =
                Supervisor.hold(kind.equals("tcp") ? "tcp" : socket.toString(), RestartServer.class.getName())) {
            files.add(directory.resolve("0"));
            String first = supervisor.start(
                    runtime, "inherited://", "false", files.get(0).toString());
            assertThat(first).isEqualTo(supervisor.address());
            try (RestartLoad load = new RestartLoad(stack, supervisor.address(), CALLERS)) {
                for (int restart = 1; restart <= 2; restart++) {
                    awaitMore(load, 300);
                    assertThat(supervisor.end())
                            .as("the standard output still works")
                            .containsExactly("drained");
                    files.add(directory.resolve(String.valueOf(restart)));
                    supervisor.start(
                            runtime, "inherited://", "false", files.get(restart).toString());
                }
                awaitMore(load, 300);
                assertNoCallIsLost(load, supervisor, files);
            }
        }
        assertThat(Files.exists(socket)).isEqualTo(kind.equals("unix"));
    }

    private static void assertNoCallIsLost(RestartLoad load, Supervisor supervisor, List<Path> files) throws Exception {
        List<Long> answered = List.copyOf(load.stop());
        supervisor.end();
        assertNoCallIsLost(load, answered, files);
    }

    /** Every outcome is accounted for, on both sides. */
    private static void assertNoCallIsLost(RestartLoad load, List<Long> answered, List<Path> files) throws IOException {
        List<Long> ran = new ArrayList<>();
        long refused = 0;
        for (Path file : files) {
            Done done = Done.read(file);
            assertThat(done.aborted()).as("broken off by %s", file).isZero();
            assertThat(done.ran()).as("ran on %s", file).isNotEmpty();
            ran.addAll(done.ran());
            refused += done.refused();
        }
        assertThat(load.failed(Outcome.UNKNOWN)).isZero();
        assertThat(load.failed(Outcome.EXECUTED)).isZero();
        assertThat(load.failed(Outcome.REFUSED)).isEqualTo(refused).isPositive();
        assertThat(load.failed(Outcome.NOT_SENT)).as("connections not made").isZero();
        // Each once: what was refused and made again had not run before.
        assertThat(ran).containsExactlyInAnyOrderElementsOf(answered);
    }

    private static void awaitMore(RestartLoad load, int count) {
        long before = load.answered();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> load.answered() >= before + count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "netty-nio", "loom"})
    void aServerThatSharesItsPortLeavesWithoutLosingACall(String runtime) throws Exception {
        assumeReusePort();
        Stack stack = new Stack(runtime, "tcp", "msgpack");
        List<Path> files = List.of(directory.resolve("0"), directory.resolve("1"));
        List<Process> servers = new ArrayList<>();
        try {
            String address = startSharing(servers, runtime, "tcp://127.0.0.1:0", files.get(0));
            assertThat(startSharing(servers, runtime, address, files.get(1))).isEqualTo(address);
            try (RestartLoad load = new RestartLoad(stack, address, CALLERS)) {
                awaitMore(load, 500);
                end(servers.get(0));
                awaitMore(load, 500);
                List<Long> answered = List.copyOf(load.stop());
                end(servers.get(1));
                assertNoCallIsLost(load, answered, files);
            }
        } finally {
            servers.forEach(Process::destroyForcibly);
        }
    }

    private static void assumeReusePort() throws IOException {
        try (ServerSocketChannel any = ServerSocketChannel.open()) {
            assumeTrue(
                    any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT),
                    "this platform has no SO_REUSEPORT");
        }
    }

    private static String startSharing(List<Process> servers, String runtime, String address, Path file)
            throws IOException {
        List<String> command = Supervisor.java(RestartServer.class.getName());
        command.addAll(List.of(runtime, address, "true", file.toString()));
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        servers.add(server);
        // Not closed: it ends with the process.
        BufferedReader out = server.inputReader();
        return out.readLine();
    }

    private static void end(Process server) throws InterruptedException {
        server.toHandle().destroy();
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "loom"})
    void theFileServiceServesOnTheSocketItInherits(String runtime) throws Exception {
        Files.createDirectory(directory.resolve("served"));
        Files.writeString(directory.resolve("served").resolve("a file"), "content");
        try (Supervisor supervisor = Supervisor.hold("tcp", "org.razorrpc.files.Main")) {
            String served = directory.resolve("served").toString();
            assertThat(supervisor.start("serve", served, "--listen", "inherited://", "--runtime", runtime))
                    .isEqualTo(supervisor.address());
            List<String> ls = new ArrayList<>(Supervisor.java("org.razorrpc.files.Main"));
            ls.addAll(List.of("ls", supervisor.address()));
            Process listing = new ProcessBuilder(ls)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(listing.inputReader().lines().toList()).anyMatch(line -> line.contains("a file"));
            assertThat(listing.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(supervisor.end()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "netty-nio", "loom"})
    void aSocketThatTheApplicationBoundIsListenedOn(String runtimeName) throws Exception {
        Stack stack = new Stack(runtimeName, "tcp", "msgpack");
        try (RpcRuntime runtime = stack.newRuntime();
                ServerSocketChannel bound = ServerSocketChannel.open().bind(null);
                RpcServer server = RpcServer.create(ServerConfig.builder()
                        .runtime(runtime)
                        .codecs(stack.newCodec())
                        .build())) {
            Listener listener = server.listen(bound, new TestService().dispatch());
            int port = bound.socket().getLocalPort();
            assertThat(listener.address()).endsWith(":" + port);
            ClientConfig config = ClientConfig.builder()
                    .runtime(runtime)
                    .codec(stack.newCodec())
                    .build();
            try (ClientStream client = ClientStream.connect("tcp://127.0.0.1:" + port, config)) {
                Note note = new Note(1, "x");
                assertThat(client.call(TestService.ECHO, note)).isEqualTo(note);
                listener.close();
                assertThat(bound.isOpen()).isFalse();
                assertThat(client.call(TestService.ECHO, note)).isEqualTo(note);
            }
        }
    }

    @Test
    void aStandardInputThatIsNoSocketIsAnErrorThatSaysWhatToDo() throws Exception {
        assumeTrue(System.inheritedChannel() == null, "the standard input is a socket");
        Stack stack = new Stack("loom", "tcp", "msgpack");
        try (RpcRuntime runtime = stack.newRuntime();
                RpcServer server = RpcServer.create(ServerConfig.builder()
                        .runtime(runtime)
                        .codecs(stack.newCodec())
                        .build())) {
            assertThatThrownBy(() -> server.listen("inherited://", new TestService().dispatch()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("inherited://")
                    .hasMessageContaining("StandardInput=socket");
        }
    }
}
