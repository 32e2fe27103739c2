package org.razorrpc.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Builds the Rust peer with cargo, once a JVM; cargo itself keeps what it built in {@code peer/target}. */
final class PeerBuild {
    private static final Path SOURCE = Path.of("peer").toAbsolutePath();
    private static final Path LOG = Path.of("target", "peer-build.log").toAbsolutePath();
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("RAZOR_REQUIRE_INTEROP"));

    /** Why there is no peer; null: there is one. */
    private static final @Nullable String MISSING = build();

    private PeerBuild() {}

    /** The program; the test that asks is skipped where it cannot be built, or fails where it is required. */
    static Path program() {
        if (MISSING != null && REQUIRED) {
            throw new AssertionError(MISSING + " (RAZOR_REQUIRE_INTEROP is true)");
        }
        Assumptions.assumeTrue(MISSING == null, MISSING);
        return SOURCE.resolve(Path.of("target", "release", "peer"));
    }

    private static @Nullable String build() {
        String missing = tryToBuild();
        if (missing != null) {
            System.err.println("razor-interop: skipped, " + missing);
        }
        return missing;
    }

    private static @Nullable String tryToBuild() {
        try {
            Files.createDirectories(LOG.getParent());
            if (cargo("fetch", "--locked") != 0) {
                return "cargo could not get the crates, see " + LOG;
            }
            if (cargo("build", "--release", "--locked", "--offline") != 0) {
                return "cargo could not build the peer, see " + LOG;
            }
            return null;
        } catch (IOException e) {
            return "there is no cargo: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while cargo ran";
        }
    }

    private static int cargo(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder cargo = new ProcessBuilder("cargo");
        cargo.command().addAll(List.of(arguments));
        cargo.environment().put("CARGO_TARGET_DIR", SOURCE.resolve("target").toString());
        File log = LOG.toFile();
        return cargo.directory(SOURCE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start()
                .waitFor();
    }
}
