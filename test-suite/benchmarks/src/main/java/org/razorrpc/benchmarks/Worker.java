package org.razorrpc.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Conversation;

/** A process that serves or calls, and that talks as {@link Conversation} says; Java's are of this JVM with its flags. */
final class Worker implements AutoCloseable {
    /** For {@link #answer}: a JVM's start and a connection, on a busy machine. */
    static final Duration START = Duration.ofSeconds(30);

    /** Beyond the time that was asked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final int END_SECONDS = 5;

    private final Process process;
    private final Thread atExit;
    private final BufferedReader lines;
    private final PrintStream questions;

    private Worker(Process process) {
        this.process = process;
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        lines = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** One of this program's; its error output goes to this process's. */
    static Worker start(List<String> arguments) throws IOException {
        List<String> command = java();
        command.addAll(program(Main.class));
        command.addAll(arguments);
        return run(command);
    }

    /** A program that is not Java's; its error output goes to this process's. */
    static Worker run(List<String> command) throws IOException {
        return new Worker(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Another program, which says in its answers why it failed: what it logs besides is of no interest. */
    static Worker start(String classPath, String mainClass, List<String> arguments) throws IOException {
        List<String> command = java();
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return new Worker(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** This JVM, with its flags. */
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        return command;
    }

    /** One of this program's classes as this process runs it: on the module path or the class path. */
    static List<String> program(Class<?> main) {
        String name = main.getName();
        Module module = main.getModule();
        return module.isNamed()
                ? List.of("-p", System.getProperty("jdk.module.path"), "-m", module.getName() + "/" + name)
                : List.of("-cp", System.getProperty("java.class.path"), name);
    }

    /**
     * Asks something that takes that long.
     *
     * @throws IOException when it failed, ended or did not answer; it is of no use then
     */
    String ask(String question, Duration takes) throws IOException {
        questions.println(question);
        return answer(takes.plus(PATIENCE));
    }

    /** Waits for the next line. */
    String answer(Duration atMost) throws IOException {
        CompletableFuture<@Nullable String> line = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> readInto(line));
        try {
            String answer = line.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (answer == null || answer.startsWith(Conversation.FAILED)) {
                throw new IOException(
                        answer == null
                                ? "a process of the benchmark ended"
                                : answer.substring(Conversation.FAILED.length()));
            }
            return answer;
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("a process of the benchmark did not answer within " + atMost.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("a process of the benchmark cannot be read from", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void readInto(CompletableFuture<@Nullable String> line) {
        try {
            line.complete(lines.readLine());
        } catch (IOException e) {
            line.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        questions.close();
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }
}
