package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the top of the checkout, in a copy of its own among made-up JDKs and Mavens that say how they were called. */
class LauncherTest {
    private static final String FAKE_MAVEN = """
            #!/bin/sh
            if [ "$1" = --version ]; then echo "Apache Maven VERSION (hash)"; exit; fi
            echo "mvn JAVA_HOME=$JAVA_HOME $*" >>"LOG"
            mkdir -p "ROOT/test-suite/file-service/target/lib" "ROOT/test-suite/benchmarks/target/lib"
            exit EXIT
            """;
    private static final String FAKE_JAVA = """
            #!/bin/sh
            echo "home $0"
            for arg in "$@"; do echo "arg $arg"; done
            """;

    @TempDir
    private Path temporary;

    private Path root;
    private Path bin;
    private Path jvms;
    private Path log;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        root = Files.createDirectories(temporary.resolve("a checkout with spaces"));
        bin = Files.createDirectory(temporary.resolve("bin"));
        jvms = Files.createDirectory(temporary.resolve("jvms"));
        log = temporary.resolve("mvn.log");
        Path script = Path.of(System.getProperty("razor.home"), "razor");
        Files.copy(script, root.resolve("razor"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(root.resolve("test-suite/file-service/src/main/java"));
        Files.createDirectories(root.resolve("razor-stream/src/main/java"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("test-suite/pom.xml"));
    }

    @Test
    void helpNamesEveryCommandWithoutAnyTool() throws Exception {
        for (String argument : List.of("--help", "-h", "help")) {
            Result result = razor(argument);
            assertThat(result.exitCode()).isZero();
            assertThat(result.out())
                    .contains("  demo ", "  serve ", "  get ", "  put ", "  ls ", "  bench ", "  test ");
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void missingJdkIsOneLineThatSaysWhatToInstall() throws Exception {
        maven("3.9.9", 0);
        jdk("old", "17.0.2");
        Result result = razor("demo");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("razor: no JDK 21 or later found; install one")
                .contains("openjdk-21-jdk-headless");
    }

    @Test
    void missingMavenIsOneLineThatSaysWhatToInstall() throws Exception {
        jdk("new", "25.0.1");
        Result result = razor("demo");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .isEqualTo("razor: no Maven found; install Maven 3.8.7 or later (Debian: apt install maven)");
    }

    @Test
    void oldMavenIsRefused() throws Exception {
        jdk("new", "25.0.1");
        maven("3.8.6", 0);
        Result result = razor("demo");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("Maven 3.8.7 or later is needed, found 'Apache Maven 3.8.6 (hash)'");
    }

    @Test
    void newestJdkIsTaken() throws Exception {
        maven("3.8.7", 0);
        jdk("a", "21.0.9");
        Path newest = jdk("b", "25");
        jdk("c", "1.8.0_402");
        assertThat(razor("ls").out()).startsWith("home " + newest + "/bin/java\n");
    }

    @Test
    void javaHomeGoesFirstWhereItFits() throws Exception {
        maven("3.8.7", 0);
        jdk("b", "25");
        Path fitting = jdk("a", "21.0.9");
        Path old = jdk("c", "17");
        assertThat(razor(root.resolve("razor"), root, fitting, "ls").out())
                .startsWith("home " + fitting + "/bin/java\n")
                .doesNotContain("--sun-misc-unsafe-memory-access");
        assertThat(razor(root.resolve("razor"), root, old, "ls").out())
                .startsWith("home " + jvms.resolve("b") + "/bin/java\n")
                .contains("--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        maven("3.9.9", 0);
        jdk("new", "25");
        assertThat(razor("ls").err()).isEqualTo("razor: building (once; log in .razor/build.log)\n");
        assertThat(razor("ls").err()).isEmpty();
        assertThat(log).content().hasLineCount(1).contains("package").doesNotContain("install");

        Path source = Files.createFile(root.resolve("razor-stream/src/main/java/Changed.java"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(razor("ls").err()).contains("building");
        assertThat(log).content().hasLineCount(2);
    }

    @Test
    void failedBuildShowsItsOutputAndIsTriedAgain() throws Exception {
        maven("3.9.9", 1);
        jdk("new", "25");
        assertThat(razor("ls").exitCode()).isEqualTo(1);
        Result second = razor("ls");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).endsWith("razor: the build failed\n");
        assertThat(log).content().hasLineCount(2);
    }

    @Test
    void worksThroughALinkFromElsewhereAndKeepsArgumentsWhole() throws Exception {
        maven("3.9.9", 0);
        jdk("new", "25");
        Path elsewhere = Files.createDirectory(temporary.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("absolute"), root.resolve("razor"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("relative link"), Path.of("absolute"));
        String out = razor(link, elsewhere, null, "put", "tcp://h:1", "a  b", "", "*")
                .out();
        assertThat(out)
                .contains("arg -Drazor.home=" + root.toRealPath() + "\n")
                .contains("arg " + root.toRealPath() + "/test-suite/file-service/target/razor-file-service.jar:")
                .endsWith("arg org.razorrpc.files.Main\narg put\narg tcp://h:1\narg a  b\narg \narg *\n");
    }

    @Test
    void benchBuildsAndRunsTheBenchmarks() throws Exception {
        maven("3.9.9", 0);
        jdk("new", "25");
        Files.createDirectories(root.resolve("test-suite/benchmarks"));
        assertThat(razor("bench", "--list").out())
                .contains("arg " + root.toRealPath() + "/test-suite/benchmarks/target/razor-benchmarks.jar:")
                .endsWith("arg org.razorrpc.benchmarks.Main\narg bench\narg --list\n");
        assertThat(log).content().contains("-pl test-suite/benchmarks -am");
    }

    @Test
    void testRunsMavenWithFurtherArguments() throws Exception {
        maven("3.9.9", 3);
        Path jdk = jdk("new", "25");
        Result result = razor("test", "-Dtest=A B", "-q");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(log)
                .hasContent("mvn JAVA_HOME=" + jdk + " -f " + root.toRealPath() + "/pom.xml verify -Dtest=A B -q");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(jvms.resolve(name));
        executable(home.resolve("bin/java"), FAKE_JAVA);
        executable(home.resolve("bin/javac"), FAKE_JAVA);
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private void maven(String version, int exitCode) throws IOException {
        executable(
                bin.resolve("mvn"),
                FAKE_MAVEN
                        .replace("VERSION", version)
                        .replace("LOG", log.toString())
                        .replace("ROOT", root.toString())
                        .replace("EXIT", Integer.toString(exitCode)));
    }

    private static void executable(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result razor(String... args) throws Exception {
        return razor(root.resolve("razor"), root, null, args);
    }

    private Result razor(Path script, Path directory, Path javaHome, String... args) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(args));
        builder.environment().clear();
        builder.environment().put("PATH", bin + ":" + toolsWithoutJava());
        builder.environment().put("RAZOR_JVM_DIRS", jvms.toString());
        if (javaHome != null) {
            builder.environment().put("JAVA_HOME", javaHome.toString());
        }
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        Process process = builder.directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A directory with nothing but the tools that the script uses: the real directories have Java and Maven too. */
    private Path toolsWithoutJava() throws IOException {
        Path tools = temporary.resolve("tools");
        if (!Files.exists(tools)) {
            Files.createDirectory(tools);
            for (String tool : List.of(
                    "bash",
                    "sh",
                    "env",
                    "cat",
                    "dirname",
                    "readlink",
                    "sed",
                    "sort",
                    "head",
                    "find",
                    "mkdir",
                    "touch",
                    "rm",
                    "flock",
                    "locale")) {
                executable(tools.resolve(tool), "#!/bin/sh\nexec " + onPath(tool) + " \"$@\"\n");
            }
        }
        return tools;
    }

    private static Path onPath(String tool) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("/bin", tool));
    }
}
