package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs in docs/restart.md compile; the server serves and is drained by SIGTERM, and its client loses no call by that. */
@Timeout(120)
class RestartGuideTest {
    private static final Path GUIDE = Path.of("..", "..", "docs", "restart.md");
    private static final Pattern PROGRAM =
            Pattern.compile("```java\\n((?:(?!```).)*?^public class (\\w+).*?)```", Pattern.DOTALL | Pattern.MULTILINE);

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void compile() throws IOException {
        String guide = Files.readString(GUIDE);
        List<MatchResult> programs = PROGRAM.matcher(guide).results().toList();
        assertThat(programs).extracting(program -> program.group(2)).containsExactly("Restartable", "Greet");
        assertThat(guide.split("```java")).as("blocks that are compiled").hasSize(1 + programs.size());
        for (MatchResult program : programs) {
            Path source = Files.writeString(directory.resolve(program.group(2) + ".java"), program.group(1));
            assertThat(ToolProvider.getSystemJavaCompiler()
                            .run(null, null, null, "-d", directory.toString(), source.toString()))
                    .isZero();
        }
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    /** With one runtime on the class path, as users have it. */
    private Process start(String runtime, String... program) throws IOException {
        String other = runtime.equals("loom") ? "razor-runtime-netty" : "razor-runtime-loom";
        Process process = ChildJvm.java(ChildJvm.program(directory, other, program))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private Process serve(String runtime, String address) throws IOException {
        Process server = start(runtime, "Restartable", address, "true");
        assertThat(server.inputReader().readLine()).isEqualTo("listening on " + address);
        return server;
    }

    /** The client is one that makes a call after the other, all the time while the server leaves. */
    @ParameterizedTest
    @ValueSource(strings = {"netty", "loom"})
    void itsClientNoticesNothingWhenAServerIsDrained(String runtime) throws Exception {
        String[] addresses = {Ports.address(), Ports.address()};
        Process leaving = serve(runtime, addresses[0]);
        serve(runtime, addresses[1]);
        Process client = start(runtime, "Greet", addresses[0], addresses[1]);
        try (BufferedWriter names = client.outputWriter();
                BufferedReader answers = client.inputReader()) {
            greet(names, answers, 100);
            // The process itself would close the streams as well.
            leaving.toHandle().destroy();
            while (leaving.isAlive()) {
                greet(names, answers, 1);
            }
            greet(names, answers, 100);
        }
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
        assertThat(leaving.inputReader().lines().toList())
                .singleElement()
                .asString()
                .startsWith("ShutdownReport[")
                .doesNotContain("refused=0")
                .contains("aborted=0");
        assertThat(leaving.exitValue()).as("as the guide says").isEqualTo(143);
    }

    private static void greet(BufferedWriter names, BufferedReader answers, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            names.write("number " + i + "\n");
            names.flush();
            assertThat(answers.readLine()).isEqualTo("Hello, number " + i);
        }
    }
}
