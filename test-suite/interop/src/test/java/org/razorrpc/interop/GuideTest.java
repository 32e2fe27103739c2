package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs in docs/interop.md compile, and each of its clients calls each of its servers. */
@Timeout(120)
class GuideTest {
    private static final Path GUIDE = Path.of("..", "..", "docs", "interop.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^public class (\\w+)", Pattern.MULTILINE);
    private static final String[] ANSWERS_TO_JAVA = {"42", "TEXT overflow"};
    private static final String[] ANSWERS_TO_RUST = {"Ok(42)", "Err(overflow)"};

    @TempDir
    private static Path classes;

    @BeforeAll
    static void compile() throws IOException {
        List<String> command =
                new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
        for (String program : blocks("java")) {
            Matcher type = CLASS.matcher(program);
            assertThat(type.find()).as("a class in: %s", program).isTrue();
            command.add(Files.writeString(classes.resolve(type.group(1) + ".java"), program)
                    .toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new)))
                .isZero();
    }

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(GUIDE))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** With one runtime on the class path, as users have it. */
    private static Peer java(String runtime, String... program) throws IOException {
        String other = runtime.equals("loom") ? "razor-runtime-netty" : "razor-runtime-loom";
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains(other))
                .collect(Collectors.joining(File.pathSeparator, classes + File.pathSeparator, ""));
        List<String> arguments = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
        arguments.addAll(List.of(program));
        return Peer.start(Path.of(System.getProperty("java.home"), "bin", "java"), arguments.toArray(String[]::new));
    }

    private static Peer rust(String program, String address) throws IOException {
        return Peer.start(PeerBuild.newest().resolveSibling(Path.of("examples", program)), address);
    }

    private static String address(Peer server) throws IOException {
        String line = server.line();
        assertThat(line).startsWith("listening on ");
        return line.substring("listening on ".length());
    }

    @Test
    void itsRustProgramsAreThosePeersAreBuiltWith() throws IOException {
        Path examples = Path.of("peer", "examples");
        assertThat(blocks("rust"))
                .containsExactly(
                        Files.readString(examples.resolve("calculator_server.rs")),
                        Files.readString(examples.resolve("calculator_client.rs")));
    }

    @Test
    void everyBlockIsOneThatSomeTestRuns() throws IOException {
        assertThat(BLOCK.matcher(Files.readString(GUIDE)).results().map(found -> found.group(1)))
                .containsExactly("rust", "java", "java", "rust");
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "loom"})
    void itsJavaClientCallsItsJavaServer(String runtime) throws Exception {
        try (Peer server = java(runtime, "CalculatorServer", "tcp://127.0.0.1:0");
                Peer client = java(runtime, "CalculatorClient", address(server))) {
            assertThat(client.rest().lines()).containsExactly(ANSWERS_TO_JAVA);
            assertThat(server.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "loom"})
    void itsJavaClientCallsItsRustServer(String runtime) throws Exception {
        try (Peer server = rust("calculator_server", "127.0.0.1:0");
                Peer client = java(runtime, "CalculatorClient", "tcp://" + address(server))) {
            assertThat(client.rest().lines()).containsExactly(ANSWERS_TO_JAVA);
            assertThat(server.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "loom"})
    void itsRustClientCallsItsJavaServer(String runtime) throws Exception {
        try (Peer server = java(runtime, "CalculatorServer", "tcp://127.0.0.1:0");
                Peer client = rust("calculator_client", address(server).substring("tcp://".length()))) {
            assertThat(client.rest().lines()).containsExactly(ANSWERS_TO_RUST);
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    void itsRustClientCallsItsRustServer() throws Exception {
        try (Peer server = rust("calculator_server", "127.0.0.1:0");
                Peer client = rust("calculator_client", address(server))) {
            assertThat(client.rest().lines()).containsExactly(ANSWERS_TO_RUST);
            assertThat(server.rest()).isEmpty();
        }
    }
}
