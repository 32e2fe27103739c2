package org.razorrpc.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file server in a process of its own: {@code razor serve}, on the same class path and with the same JVM flags. */
final class ServerProcess implements AutoCloseable {
    private static final int SHUTDOWN_SECONDS = 10;

    private final Process process;
    private final Thread atExit;
    private final List<String> addresses;

    private ServerProcess(Process process, int listeners) throws IOException {
        this.process = process;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        this.addresses = readAddresses(listeners);
    }

    /** Starts it; returns when it listens. Its error output goes to this process's. */
    static ServerProcess start(Path directory, String runtime, String codec, List<String> listen) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(program());
        command.add("serve");
        command.addAll(List.of("--runtime", runtime, "--codec", codec, "--until-eof"));
        listen.forEach(address -> command.addAll(List.of("--listen", address)));
        command.addAll(List.of("--", directory.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ServerProcess(process, listen.size());
    }

    /** Main as this process runs it: on the module path or the class path. */
    private static List<String> program() {
        String name = Main.class.getName();
        Module module = Main.class.getModule();
        return module.isNamed()
                ? List.of("-p", System.getProperty("jdk.module.path"), "-m", module.getName() + "/" + name)
                : List.of("-cp", System.getProperty("java.class.path"), name);
    }

    /** Where it listens, in the order it was told. */
    List<String> addresses() {
        return addresses;
    }

    private List<String> readAddresses(int count) throws IOException {
        List<String> read = new ArrayList<>();
        // Not closed: the reader ends with the process.
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        while (read.size() < count) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the file server ended before it listened");
            }
            read.add(line);
        }
        return read;
    }

    /** Kills it, without a chance to say goodbye; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a killed file server is still there after " + SHUTDOWN_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The end of its input ends it; where that does not help, it is killed. */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the file server did not end within " + SHUTDOWN_SECONDS + " s");
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
