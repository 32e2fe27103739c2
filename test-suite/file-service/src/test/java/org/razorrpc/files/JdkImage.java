package org.razorrpc.files;

import com.github.dockerjava.api.DockerClient;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * An image for containers made of what is at hand, so that no registry is needed: the JDK that runs this test, the system's
 * libraries that it needs, and this test's class path. Removed when it is
 * closed.
 */
final class JdkImage implements AutoCloseable {
    private static final String NAME = "localhost/razor-test-jdk";
    private static final String TAR = "image.tar";
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    /** What a JVM without a window does not read. */
    private static final Set<String> LEFT_OUT =
            Set.of("jmods", "man", "include", "demo", "legal", "src.zip", "ct.sym", "sample");

    private static final List<String> LIBRARIES = List.of(
            "server/libjvm.so",
            "libjava.so",
            "libjli.so",
            "libjimage.so",
            "libnet.so",
            "libnio.so",
            "libextnet.so",
            "libzip.so",
            "libmanagement.so");
    /** As ldd prints it: name, an arrow, path and address, or for the loader path and address. */
    private static final Pattern LDD_PATH = Pattern.compile("(?m)(?:=>|^)\\s+(/\\S+) \\(0x");

    private final DockerClient engine;

    private JdkImage(DockerClient engine) {
        this.engine = engine;
    }

    /** Makes it, with nothing below it. */
    static JdkImage make(DockerClient engine, Path temporary) throws IOException, InterruptedException {
        Path tar = temporary.resolve(TAR);
        write(tar);
        try {
            new ImageFromDockerfile(NAME, false)
                    .withFileFromPath(TAR, tar)
                    .withDockerfileFromBuilder(
                            file -> file.from("scratch").add(TAR, "/").build())
                    .get();
            return new JdkImage(engine);
        } finally {
            Files.delete(tar);
        }
    }

    String name() {
        return NAME;
    }

    /** The command of {@link Main} with these arguments in a container of the image. */
    static String[] razor(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/jdk/bin/java", "-XX:-UsePerfData", "-cp"));
        command.add(String.join(
                ":",
                Stream.iterate(0, i -> i + 1)
                        .limit(classPath().size())
                        .map(i -> "/app/" + i)
                        .toList()));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    private static void write(Path tar) throws IOException, InterruptedException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar));
                TarArchiveOutputStream archive = new TarArchiveOutputStream(out)) {
            archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            addDirectory(archive, "tmp");
            addTree(archive, JDK.resolve("bin/java"), "jdk/bin/java");
            addTree(archive, JDK.resolve("conf"), "jdk/conf");
            addTree(archive, JDK.resolve("lib"), "jdk/lib");
            for (Path library : systemLibraries()) {
                addTree(archive, library, library.toString().substring(1));
            }
            List<Path> classPath = classPath();
            for (int i = 0; i < classPath.size(); i++) {
                addTree(archive, classPath.get(i), "app/" + i);
            }
        }
    }

    /** Links are followed: some systems have parts of a JDK elsewhere. One that leads nowhere is left out. */
    private static void addTree(TarArchiveOutputStream archive, Path from, String to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path relative = from.relativize(file);
            if (Stream.iterate(0, i -> i + 1)
                    .limit(relative.getNameCount())
                    .noneMatch(i -> LEFT_OUT.contains(relative.getName(i).toString()))) {
                addFile(archive, file, relative.toString().isEmpty() ? to : to + "/" + relative);
            }
        }
    }

    private static void addFile(TarArchiveOutputStream archive, Path file, String to) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(to);
        entry.setSize(Files.size(file));
        entry.setMode(0755);
        archive.putArchiveEntry(entry);
        Files.copy(file, archive);
        archive.closeArchiveEntry();
    }

    private static void addDirectory(TarArchiveOutputStream archive, String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(01777);
        archive.putArchiveEntry(entry);
        archive.closeArchiveEntry();
    }

    /** What the JVM's own libraries are linked with, the loader among them, under the paths where they look for it. */
    private static List<Path> systemLibraries() throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ldd", JDK.resolve("bin/java").toString()));
        LIBRARIES.stream()
                .map(name -> JDK.resolve("lib").resolve(name))
                .filter(Files::exists)
                .forEach(library -> command.add(library.toString()));
        Process ldd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(ldd.getInputStream().readAllBytes());
        if (ldd.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return LDD_PATH.matcher(output)
                .results()
                .map((MatchResult found) -> Path.of(found.group(1)))
                .filter(path -> !path.normalize().startsWith(JDK))
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        engine.removeImageCmd(NAME).withForce(true).exec();
    }
}
