package org.razorrpc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The interoperability tests' Rust program, which takes either side of the benchmarks as well. */
final class RustProgram {
    /** With everything that makes it faster: see its {@code Cargo.toml}. */
    private static final String PROFILE = "fastest";

    private RustProgram() {}

    /**
     * Builds it where that has not been done; the first time takes minutes.
     *
     * @return why there is none; null: there is one
     */
    static @Nullable String build() throws IOException {
        if (!Files.isDirectory(source())) {
            return "this was not started by ./razor in a checkout";
        }
        if (!Command.isInstalled("cargo")) {
            return "there is no cargo on the PATH";
        }
        Path log = source().resolve("target").resolve("bench-build.log");
        Files.createDirectories(log.getParent());
        ProcessBuilder cargo = new ProcessBuilder("cargo", "build", "--profile", PROFILE, "--locked");
        cargo.environment().put("CARGO_TARGET_DIR", source().resolve("target").toString());
        cargo.environment().put("RUSTFLAGS", "-Ctarget-cpu=native");
        Process process = cargo.directory(source().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return process.waitFor() == 0 ? null : "cargo could not build it, see " + log;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static Worker server() throws IOException {
        return Worker.run(List.of(program(), "bench-server"));
    }

    static Worker client(String address, Workload workload) throws IOException {
        String style = workload.style().name().toLowerCase(Locale.ROOT);
        return Worker.run(List.of(program(), "bench-client", address, style, Integer.toString(workload.calls())));
    }

    private static String program() {
        return source().resolve(Path.of("target", PROFILE, "peer")).toString();
    }

    private static Path source() {
        return Home.path("test-suite", "interop", "peer");
    }
}
