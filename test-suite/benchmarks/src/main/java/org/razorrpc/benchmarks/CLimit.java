package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code loopback_limit.c}: compiled once, started for each run. */
final class CLimit implements AutoCloseable {
    static final String ID = "c";
    private static final String SOURCE = "loopback_limit.c";
    private static final Duration COMPILATION = Duration.ofSeconds(60);
    private static final Pattern RESULT = Pattern.compile(
            ".*: ([0-9.]+) requests/s, [0-9.]+ GB/s one way, ([0-9.]+) us cpu/request, ([0-9.]+) requests/send");

    private final Path directory;
    private final Path program;

    private CLimit(Path directory, Path program) {
        this.directory = directory;
        this.program = program;
    }

    /**
     * Compiles it.
     *
     * @return null: there is no gcc here
     * @throws IOException when there is one and it fails
     */
    static @Nullable CLimit compile() throws IOException {
        Path directory = Files.createTempDirectory("razor-bench");
        CLimit limit = new CLimit(directory, directory.resolve("loopback_limit"));
        try (InputStream source = CLimit.class.getResourceAsStream(SOURCE)) {
            Files.copy(Objects.requireNonNull(source, SOURCE), directory.resolve(SOURCE));
            if (!Command.isInstalled("gcc")) {
                limit.close();
                return null;
            }
            Command.output(
                    COMPILATION,
                    "gcc",
                    "-O2",
                    "-o",
                    limit.program.toString(),
                    directory.resolve(SOURCE).toString(),
                    "-lpthread");
            return limit;
        } catch (IOException e) {
            limit.close();
            throw e;
        }
    }

    /** The program doing that work. */
    Contender at(Workload workload) {
        return new Contender() {
            @Override
            public Figures run(Duration time) throws IOException {
                return parse(Command.output(
                        time,
                        program.toString(),
                        mode(workload),
                        String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9),
                        Integer.toString(workload.calls()),
                        Integer.toString(workload.bytes())));
            }

            @Override
            public void close() {}
        };
    }

    private static String mode(Workload workload) {
        if (workload.style().isBlobs()) {
            return "blob";
        }
        return workload.calls() == 1 ? "rr" : "window";
    }

    /** The line that it prints. */
    static Figures parse(String line) throws IOException {
        Matcher matcher = RESULT.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IOException(SOURCE + " said: " + line);
        }
        return Figures.of(
                Double.parseDouble(matcher.group(1)),
                Double.parseDouble(matcher.group(2)),
                Double.parseDouble(matcher.group(3)));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(program);
        Files.deleteIfExists(directory.resolve(SOURCE));
        Files.deleteIfExists(directory);
    }
}
