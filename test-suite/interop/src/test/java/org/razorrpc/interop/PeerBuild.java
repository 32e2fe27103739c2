package org.razorrpc.interop;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;

/** Builds the Rust peers with cargo, each once a JVM; cargo itself keeps what it built in {@code peer/target}. */
final class PeerBuild {
    private static final Path SOURCE = Path.of("peer").toAbsolutePath();
    private static final Path LOG = Path.of("target", "peer-build.log").toAbsolutePath();
    private static final String REQUIRED = "RAZOR_REQUIRE_INTEROP";
    private static final PeerBuild HERE = new PeerBuild(System.getenv(), System.err);

    private final Map<String, String> environment;
    private final PrintStream messages;
    private final AtomicBoolean said = new AtomicBoolean();
    /** Why there is no such peer; empty: there is one. */
    private final Map<Crates, Optional<String>> reasons = new ConcurrentHashMap<>();

    /** Finds cargo by that environment, and says there, once, that tests are skipped. */
    PeerBuild(Map<String, String> environment, PrintStream messages) {
        this.environment = environment;
        this.messages = messages;
    }

    /** The versions of the crates that there is a peer for. */
    enum Crates {
        NEWEST("peer", SOURCE),
        /** The oldest that can still be built. */
        OLDEST("oldest-peer", SOURCE.resolve("oldest"));

        private final String program;
        private final Path directory;

        Crates(String program, Path directory) {
            this.program = program;
            this.directory = directory;
        }

        /** The peer. The test that asks is skipped where it cannot be built, or fails where it is required. */
        Path program() {
            return HERE.program(this);
        }
    }

    static Path newest() {
        return Crates.NEWEST.program();
    }

    static Path oldest() {
        return Crates.OLDEST.program();
    }

    Path program(Crates crates) {
        reasons.computeIfAbsent(crates, this::build).ifPresent(this::skip);
        return SOURCE.resolve(Path.of("target", "release", crates.program));
    }

    private void skip(String reason) {
        if (Boolean.parseBoolean(environment.get(REQUIRED))) {
            throw new AssertionError(reason + " (" + REQUIRED + " is true)");
        }
        if (said.compareAndSet(false, true)) {
            messages.println("razor-interop: tests with the Rust crates are skipped: " + reason);
        }
        Assumptions.abort(reason);
    }

    private Optional<String> build(Crates crates) {
        Optional<Path> cargo = cargo();
        if (cargo.isEmpty()) {
            return Optional.of("there is no cargo on the PATH");
        }
        try {
            Files.createDirectories(LOG.getParent());
            if (run(cargo.get(), crates, "fetch", "--locked") != 0) {
                return Optional.of("cargo could not get the crates of " + crates.program + ", see " + LOG);
            }
            if (run(cargo.get(), crates, "build", "--release", "--locked", "--offline", "--bins", "--examples") != 0) {
                return Optional.of("cargo could not build " + crates.program + ", see " + LOG);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cargo could not be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while cargo ran");
        }
    }

    private Optional<Path> cargo() {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "cargo"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private int run(Path cargo, Crates crates, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(cargo.toString());
        command.command().addAll(List.of(arguments));
        command.environment().clear();
        command.environment().putAll(environment);
        command.environment().put("CARGO_TARGET_DIR", SOURCE.resolve("target").toString());
        return command.directory(crates.directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .start()
                .waitFor();
    }
}
