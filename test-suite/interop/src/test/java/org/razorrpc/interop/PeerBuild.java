package org.razorrpc.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Builds a Rust peer with cargo, once a JVM; cargo itself keeps what it built in {@code peer/target}. */
final class PeerBuild {
    private static final Path SOURCE = Path.of("peer").toAbsolutePath();
    private static final Path LOG = Path.of("target", "peer-build.log").toAbsolutePath();
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("RAZOR_REQUIRE_INTEROP"));

    private final Path directory;
    private final String name;
    /** Why there is no peer; null: there is one. */
    private final @Nullable String missing;

    private PeerBuild(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        missing = tryToBuild();
        if (missing != null) {
            System.err.println("razor-interop: skipped, " + missing);
        }
    }

    /** On the newest crates. The test that asks is skipped where it cannot be built, or fails where it is required. */
    static Path newest() {
        return Newest.BUILD.program();
    }

    /** On the oldest crates that can still be built. */
    static Path oldest() {
        return Oldest.BUILD.program();
    }

    private Path program() {
        if (missing != null && REQUIRED) {
            throw new AssertionError(missing + " (RAZOR_REQUIRE_INTEROP is true)");
        }
        Assumptions.assumeTrue(missing == null, missing);
        return SOURCE.resolve(Path.of("target", "release", name));
    }

    private @Nullable String tryToBuild() {
        try {
            Files.createDirectories(LOG.getParent());
            if (cargo("fetch", "--locked") != 0) {
                return "cargo could not get the crates of " + name + ", see " + LOG;
            }
            if (cargo("build", "--release", "--locked", "--offline") != 0) {
                return "cargo could not build " + name + ", see " + LOG;
            }
            return null;
        } catch (IOException e) {
            return "there is no cargo: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while cargo ran";
        }
    }

    private int cargo(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder cargo = new ProcessBuilder("cargo");
        cargo.command().addAll(List.of(arguments));
        cargo.environment().put("CARGO_TARGET_DIR", SOURCE.resolve("target").toString());
        File log = LOG.toFile();
        return cargo.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start()
                .waitFor();
    }

    private static final class Newest {
        static final PeerBuild BUILD = new PeerBuild(SOURCE, "peer");
    }

    private static final class Oldest {
        static final PeerBuild BUILD = new PeerBuild(SOURCE.resolve("oldest"), "oldest-peer");
    }
}
