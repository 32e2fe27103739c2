package org.razorrpc.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A server of this machine, on a port of the loopback address. */
final class Daemon implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final Process process;
    private final int port;
    private final Thread atExit;

    private Daemon(Process process, int port) {
        this.process = process;
        this.port = port;
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @param command in which {@code PORT} stands for the port */
    static Daemon start(String... command) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        List<String> words = new ArrayList<>(List.of(command));
        words.replaceAll(word -> word.equals("PORT") ? Integer.toString(port) : word);
        Daemon daemon = new Daemon(
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start(),
                port);
        try {
            daemon.awaitListening(command[0]);
            return daemon;
        } catch (IOException e) {
            daemon.close();
            throw e;
        }
    }

    private void awaitListening(String name) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (process.isAlive() && System.nanoTime() - end < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
        throw new IOException(name + " does not listen on port " + port);
    }

    String port() {
        return Integer.toString(port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
