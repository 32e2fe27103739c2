package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Starts JVMs of their own on chosen parts of the test's class path, and compiles the small programs that they run. */
final class ChildJvm {
    /** What a program on razor needs beside plug-ins: the core, and the logging that the tests use. */
    static final List<String> CORE = List.of("org.razorrpc.stream", "org.slf4j");

    static final List<String> TCP = List.of("org.razorrpc.transport.tcp");
    static final List<String> LOOM = List.of("org.razorrpc.runtime.loom");
    static final List<String> NETTY = List.of("org.razorrpc.runtime.netty", "io.netty");
    static final List<String> MSGPACK = List.of("org.razorrpc.codec.msgpack", "msgpack.core", "org.objectweb.asm");
    static final List<String> KRYO = List.of("org.razorrpc.codec.kryo", "com.esotericsoftware", "org.objenesis");

    /** How a JVM ended. */
    record Ended(int exit, String out, String err) {}

    private ChildJvm() {}

    /** The entries of the class path whose modules are these, or begin with these and a dot; then the further ones. */
    @SafeVarargs
    static String path(Path further, List<String>... modules) {
        List<String> wanted = new ArrayList<>();
        for (List<String> some : modules) {
            wanted.addAll(some);
        }
        List<Path> entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .filter(entry -> names(entry).anyMatch(name -> isWanted(name, wanted)))
                .collect(Collectors.toCollection(ArrayList::new));
        for (String module : wanted) {
            assertThat(entries)
                    .as("the class path has " + module)
                    .anyMatch(entry -> names(entry).anyMatch(name -> isWanted(name, List.of(module))));
        }
        entries.add(further);
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> names(Path entry) {
        return ModuleFinder.of(entry).findAll().stream()
                .map(module -> module.descriptor().name());
    }

    private static boolean isWanted(String module, List<String> wanted) {
        return wanted.stream().anyMatch(name -> module.equals(name) || isPart(module, name));
    }

    private static boolean isPart(String module, String name) {
        return !name.startsWith("org.razorrpc.") && module.startsWith(name + ".");
    }

    /** The arguments for a program on the whole class path, but for the entries that contain {@code without}. */
    static List<String> program(Path classes, String without, String... program) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains(without))
                .collect(Collectors.joining(File.pathSeparator, classes + File.pathSeparator, ""));
        List<String> arguments = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
        arguments.addAll(List.of(program));
        return arguments;
    }

    /** Java with these arguments. */
    static ProcessBuilder java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** Runs java with these arguments. */
    static Ended run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = java(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS))
                    .as("java %s ends", arguments)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Compiles a module of these sources, each a path and its text, against these modules. */
    static Path compile(Path directory, List<String> modules, String... pathsAndTexts) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments =
                new ArrayList<>(List.of("-d", classes.toString(), "-p", path(classes, modules), "--release", "21"));
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            Path source = directory.resolve(pathsAndTexts[i]);
            Files.createDirectories(source.getParent());
            Files.writeString(source, pathsAndTexts[i + 1]);
            arguments.add(source.toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .as("the compiler's exit code")
                .isZero();
        return classes;
    }
}
