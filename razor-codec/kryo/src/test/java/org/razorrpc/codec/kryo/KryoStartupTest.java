package org.razorrpc.codec.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.razorrpc.codec.kryo.user.KryoProgram;

/** A JVM that uses the codec and nothing else says nothing on stderr: no warning of Unsafe, native access or reflection. */
class KryoStartupTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path files;

    @Test
    void onTheClassPathTheJvmWarnsOfNothing() throws Exception {
        assertSilentRun(false, List.of("-cp", CLASS_PATH));
    }

    @Test
    void onTheModulePathTheJvmWarnsOfNothing() throws Exception {
        Map<Boolean, String> paths = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .collect(Collectors.partitioningBy(
                        entry -> entry.endsWith("test-classes"), Collectors.joining(File.pathSeparator)));
        assertSilentRun(
                true,
                List.of("-p", paths.get(false), "--add-modules", "org.razorrpc.codec.kryo", "-cp", paths.get(true)));
    }

    private void assertSilentRun(boolean asModule, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx64m"));
        command.addAll(options);
        command.add(KryoProgram.class.getName());
        Path out = files.resolve("out");
        Path err = files.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(err).hasContent("");
        assertThat(out).hasContent("Greeting[text=hello, numbers=[1, 2]] bean false " + asModule);
    }
}
