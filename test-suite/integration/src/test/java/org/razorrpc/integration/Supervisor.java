package org.razorrpc.integration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What holds a listening socket and starts servers with it as their standard input, as systemd and inetd do. It is a Python
 * program: a JVM cannot hand its sockets on.
 */
final class Supervisor implements AutoCloseable {
    /** Arguments: tcp or the path of a Unix socket, then what to run. Each line it reads starts one, or ends the oldest. */
    private static final String PROGRAM = """
            import os, signal, socket, subprocess, sys
            if sys.argv[1] == "tcp":
                listening = socket.socket()
                listening.bind(("127.0.0.1", 0))
                print("tcp://127.0.0.1:%d" % listening.getsockname()[1], flush=True)
            else:
                listening = socket.socket(socket.AF_UNIX)
                listening.bind(sys.argv[1])
                print("unix://" + sys.argv[1], flush=True)
            listening.listen(128)
            servers = []
            for line in sys.stdin:
                command = line.split()
                if command[0] == "start":
                    servers.append(subprocess.Popen(sys.argv[2:] + command[1:], stdin=listening))
                else:
                    server = servers.pop(0)
                    server.send_signal(signal.SIGTERM)
                    server.wait()
                    print("ended", flush=True)
            for server in servers:
                server.kill()
            """;

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final String address;

    private Supervisor(Process process) throws IOException {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
        address = out.readLine();
    }

    /** Skips the test where there is no Python. {@code socket} is "tcp" or the path of a Unix socket to make. */
    static Supervisor hold(String socket, String mainClass) throws IOException, InterruptedException {
        assumeTrue(hasPython(), "no python3 here, which would hold the listening socket");
        List<String> command = new ArrayList<>(List.of("python3", "-c", PROGRAM, socket));
        command.addAll(java(mainClass));
        return new Supervisor(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            Process python = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return python.waitFor(20, TimeUnit.SECONDS) && python.exitValue() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    /** The beginning of a command that runs a class in a JVM like this one. */
    static List<String> java(String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return command;
    }

    /** Where its socket listens. */
    String address() {
        return address;
    }

    /** Starts a server; returns the first line that it prints. */
    String start(String... arguments) throws IOException {
        tell("start " + String.join(" ", arguments));
        return out.readLine();
    }

    /** Terminates the oldest server; returns when it has ended, with the lines that it still printed. */
    List<String> end() throws IOException {
        tell("end");
        List<String> printed = new ArrayList<>();
        String line = out.readLine();
        while (line != null && !line.equals("ended")) {
            printed.add(line);
            line = out.readLine();
        }
        return printed;
    }

    private void tell(String command) throws IOException {
        in.write(command + "\n");
        in.flush();
    }

    /** The end of its input makes it end its servers and itself. */
    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("the supervisor does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
