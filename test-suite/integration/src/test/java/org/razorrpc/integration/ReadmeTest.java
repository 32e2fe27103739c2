package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles and runs every Java block of the README: classes as they are, statements as the body of a method that has a
 * {@code client} connected to the quick start's server. Runs them as users do, in a JVM with one runtime on the class path.
 */
class ReadmeTest {
    private static final Path README = Path.of("..", "..", "README.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^public class (\\w+)", Pattern.MULTILINE);
    private static final String IMPORTS = """
            import java.time.*;
            import java.util.List;
            import java.util.ServiceLoader;
            import java.util.concurrent.*;
            import org.razorrpc.codec.kryo.*;
            import org.razorrpc.runtime.loom.*;
            import org.razorrpc.stream.*;
            import org.razorrpc.stream.spi.*;
            """;

    private static final List<String> SNIPPETS = new ArrayList<>();

    @TempDir
    static Path directory;

    @BeforeAll
    static void compileEveryBlock() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String block : blocks("java")) {
            Matcher type = CLASS.matcher(block);
            if (type.find()) {
                sources.add(Files.writeString(directory.resolve(type.group(1) + ".java"), block));
            } else {
                String name = "Snippet" + SNIPPETS.size();
                sources.add(Files.writeString(directory.resolve(name + ".java"), snippet(name, block)));
                SNIPPETS.add(name);
            }
        }
        sources.add(Files.writeString(directory.resolve("Snippets.java"), runner()));
        compile(sources);
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(README));
        return block.results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .toList();
    }

    private static String snippet(String name, String statements) {
        return IMPORTS + "class " + name + " {\nstatic void run(ClientStream client) throws Exception {\n" + statements
                + "}\n}\n";
    }

    /** Runs the snippets it is told, each with a client of a server that greets and echoes blobs. */
    private static String runner() {
        String cases = SNIPPETS.stream()
                .map(name -> "case \"" + name + "\" -> " + name + ".run(client);\n")
                .collect(Collectors.joining());
        return IMPORTS + """
                class Snippets {
                    public static void main(String[] names) throws Exception {
                        RpcRuntime runtime = ServiceLoader.load(RpcRuntimeProvider.class).iterator().next().create();
                        Codec codec = new org.razorrpc.codec.msgpack.MsgpackCodecProvider().create();
                        try (RpcServer server = RpcServer.create(
                                ServerConfig.builder().runtime(runtime).codecs(codec).build())) {
                            String address = server.listen("tcp://127.0.0.1:0", Snippets::route).address();
                            try (ClientStream client = ClientStream.connect(
                                    address, ClientConfig.builder().runtime(runtime).codec(codec).build())) {
                                for (String name : names) {
                                    switch (name) {
                                        %s
                                    }
                                }
                            }
                        }
                        runtime.close();
                    }

                    static final Dispatch ECHO = Dispatch.inline((request, responder) ->
                            responder.ok(request.message(), Blob.of(request.blobOrEmpty())));

                    static Route<?, ?> route(int number, String name) {
                        return (number == 2 ? ECHO : Hello.dispatch()).route(number, name);
                    }
                }
                """.formatted(cases);
    }

    private static void compile(List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
            boolean done = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(done).as(messages.toString()).isTrue();
        }
    }

    /** What a program prints, in a JVM without the class path's entries that contain {@code without}. */
    private static String run(String without, String... program) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(directory, ChildJvm.program(directory, without, program));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
        return ended.out();
    }

    @Test
    void theQuickStartRunsOnEitherRuntime() throws Exception {
        assertThat(run("razor-runtime-netty", "Hello")).isEqualTo("Hello, razor!\n");
        assertThat(run("razor-runtime-loom", "Hello")).isEqualTo("Hello, razor!\n");
    }

    @Test
    void everySnippetRuns() throws Exception {
        List<String> program = new ArrayList<>(List.of("Snippets"));
        List<String> withBothRuntimes = new ArrayList<>(program);
        for (String name : SNIPPETS) {
            boolean namesRuntimes =
                    Files.readString(directory.resolve(name + ".java")).contains("runtimeName");
            (namesRuntimes ? withBothRuntimes : program).add(name);
        }
        assertThat(run("razor-runtime-netty", program.toArray(String[]::new))).isEqualTo("""
                        Hello, blocking caller!
                        Hello, future!
                        100000
                        EINVAL (22): Invalid argument
                        Hello, one of two!
                        PLUGGED IN
                        """);
        assertThat(run("no such entry", withBothRuntimes.toArray(String[]::new)))
                .isEqualTo("kryo on LoomRuntime\n");
    }

    @Test
    void theArtifactsExist() throws IOException {
        Matcher artifact = Pattern.compile("<artifactId>(.*?)</artifactId>").matcher(String.join("", blocks("xml")));
        String bom = Files.readString(Path.of("..", "..", "razor-bom", "pom.xml"));
        assertThat(artifact.results().map(found -> found.group(1)).toList())
                .isNotEmpty()
                .allSatisfy(id -> assertThat(bom).contains("<artifactId>" + id + "</artifactId>"));
    }

    @Test
    void everyBlockIsOneThatSomeTestRuns() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(README));
        assertThat(block.results().map(found -> found.group(1)).toList())
                .isNotEmpty()
                .allSatisfy(language -> assertThat(List.of("java", "xml", "sh")).contains(language));
        assertThat(blocks("sh")).containsExactly("./razor demo\n", "./razor test\n");
    }
}
