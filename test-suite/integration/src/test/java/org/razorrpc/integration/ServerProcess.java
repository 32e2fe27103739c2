package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, at an address that stays: it can be stopped, killed and started again. */
final class ServerProcess implements AutoCloseable {
    final String address = Ports.address();
    private final String runtimeName;
    private Process process;

    private ServerProcess(String runtimeName) {
        this.runtimeName = runtimeName;
    }

    static ServerProcess start(String runtimeName) throws IOException {
        ServerProcess server = new ServerProcess(runtimeName);
        server.start();
        return server;
    }

    /** Returns when it listens. */
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProgram.class.getName(),
                        runtimeName,
                        address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader says = process.inputReader(StandardCharsets.UTF_8);
        assertThat(says.readLine()).as("what the server says first").isEqualTo(ServerProgram.LISTENING);
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** It keeps its sockets, and the kernel goes on to accept connections and bytes for it. */
    void pause() throws Exception {
        signal("STOP");
    }

    void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).as("exit code of kill -%s", name).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
