package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.msgpack.value.Value;
import org.objectweb.asm.ClassWriter;
import org.razorrpc.stream.spi.Codec;
import org.slf4j.Logger;

/** A user's module in a JVM of its own: what it has to open, what it is told otherwise, and that nothing is warned of. */
class ModulePathTest {
    private static final String MAIN = """
            package user.app;

            import org.msgpack.value.Value;
            import org.razorrpc.stream.spi.Codec;
            import org.razorrpc.stream.spi.CodecProvider;
            import org.razorrpc.stream.spi.MessageCodec;
            import org.razorrpc.stream.spi.WireBuffer;

            public class Main {
                public static void main(String[] args) throws Exception {
                    Codec codec = java.util.ServiceLoader.load(CodecProvider.class).findFirst().get().create();
                    for (String name : args) {
                        try {
                            Class<?> type = Class.forName(name);
                            MessageCodec<Object> message = codec.of(type);
                            Object value = message.decode(new byte[] {(byte) 0x91, 5}, 0, 2);
                            WireBuffer out = new WireBuffer(16);
                            message.encode(value, out);
                            System.out.println(value + " " + out.position());
                        } catch (RuntimeException e) {
                            System.out.println(e.getMessage());
                        }
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    private Path classes;
    private String modulePath;

    @BeforeEach
    void compileUserModule() throws IOException {
        classes = directory.resolve("classes");
        modulePath = Stream.of(MsgpackCodecProvider.class, Codec.class, Value.class, ClassWriter.class, Logger.class)
                .map(ModulePathTest::locationOf)
                .collect(Collectors.joining(File.pathSeparator));
        write(
                "module-info.java",
                "module user.app { requires org.razorrpc.stream; requires msgpack.core; exports user.shown; opens"
                        + " user.opened; uses org.razorrpc.stream.spi.CodecProvider; }");
        write("user/app/Main.java", MAIN);
        write(
                "user/shown/Api.java",
                "package user.shown; public record Api(int size) { record Inside(int size) {} public record Dynamic("
                        + "org.msgpack.value.Value v) {} }");
        write("user/opened/Hidden.java", "package user.opened; record Hidden(int size) {}");
        write("user/secret/Secret.java", "package user.secret; public record Secret(int size) {}");
        // The core's module requires it for compiling, not for running.
        String compilePath = modulePath + File.pathSeparator + locationOf(NullMarked.class);
        try (Stream<Path> sources = Files.walk(directory.resolve("source"))) {
            String[] arguments = Stream.concat(
                            Stream.of("-d", classes.toString(), "--module-path", compilePath),
                            sources.filter(Files::isRegularFile).map(Path::toString))
                    .toArray(String[]::new);
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments))
                    .isZero();
        }
    }

    private static String locationOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Path.of(java.net.URI.create(source.getLocation().toString())).toString();
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve("source").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String run(List<String> path, String main) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> command = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        path.stream(),
                        Stream.of(main, "user.shown.Api", "user.shown.Api$Dynamic", "user.opened.Hidden"),
                        Stream.of("user.shown.Api$Inside", "user.secret.Secret"))
                .flatMap(each -> each)
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(err, StandardCharsets.UTF_8)).isEmpty();
        assertThat(process.exitValue()).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void moduleOpensWhatIsNotPublicAndExported() throws Exception {
        String path = modulePath + File.pathSeparator + classes;
        String out = run(List.of("--module-path", path, "--module"), "user.app/user.app.Main");
        assertThat(out.lines())
                .containsExactly(
                        "Api[size=5] 7",
                        "Dynamic[v=5] 4",
                        "Hidden[size=5] 7",
                        "Inside: user.shown.Api$Inside is not accessible: open package user.shown to"
                                + " org.razorrpc.codec.msgpack in module user.app, or make the record public in an exported"
                                + " package",
                        "Secret: user.secret.Secret is not accessible: open package user.secret to"
                                + " org.razorrpc.codec.msgpack in module user.app, or make the record public in an exported"
                                + " package");
    }

    @Test
    void classPathNeedsNothing() throws Exception {
        String path = modulePath + File.pathSeparator + classes;
        String out = run(List.of("-cp", path), "user.app.Main");
        assertThat(out.lines())
                .containsExactly(
                        "Api[size=5] 7", "Dynamic[v=5] 4", "Hidden[size=5] 7", "Inside[size=5] 7", "Secret[size=5] 7");
    }
}
