package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.spi.RpcRuntime;

/** The server in docs/restart.md compiles, serves, and is drained by SIGTERM. */
class RestartGuideTest {
    private static final Path GUIDE = Path.of("..", "..", "docs", "restart.md");
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void itsServerRunsAndDrains(@TempDir Path directory) throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(GUIDE));
        assertThat(block.find()).isTrue();
        Path source = Files.writeString(directory.resolve("Restartable.java"), block.group(1));
        assertThat(block.find())
                .as("further blocks, which would not be compiled")
                .isFalse();
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", directory.toString(), "" + source))
                .isZero();
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory + File.pathSeparator + oneRuntime(),
                        "Restartable",
                        "tcp://127.0.0.1:0",
                        "true")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = server.inputReader()) {
            String line = out.readLine();
            assertThat(line).startsWith("listening on tcp://127.0.0.1:");
            assertThat(greet(line.substring("listening on ".length()))).isEqualTo("Hello, razor");
            // The process itself would close the streams as well.
            server.toHandle().destroy();
            assertThat(out.lines().toList()).singleElement().asString().startsWith("ShutdownReport[");
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).as("as the guide says").isEqualTo(143);
        } finally {
            server.destroyForcibly();
        }
    }

    private static String oneRuntime() {
        List<String> entries =
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        return entries.stream()
                .filter(entry -> !entry.contains("razor-runtime-netty"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String greet(String address) {
        Stack stack = new Stack("loom", "tcp", "msgpack");
        try (RpcRuntime runtime = stack.newRuntime();
                ClientStream client = ClientStream.connect(
                        address,
                        ClientConfig.builder()
                                .runtime(runtime)
                                .codec(stack.newCodec())
                                .build())) {
            return client.call(Action.of("greet", String.class, String.class), "razor");
        }
    }
}
