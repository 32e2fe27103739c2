package org.razorrpc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Programs of this machine. */
final class Command {
    /** Beyond the time that a program is meant to take. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Command() {}

    static boolean isInstalled(String program) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /**
     * Runs a program that takes about that long.
     *
     * @return all that it printed
     * @throws IOException when it failed or did not end
     */
    static String output(Duration takes, String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // It ends the reading below, too.
        Thread limit = Thread.ofVirtual().start(() -> endAfter(process, takes.plus(PATIENCE)));
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " failed: " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
            limit.interrupt();
        }
    }

    private static void endAfter(Process process, Duration time) {
        try {
            if (!process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
