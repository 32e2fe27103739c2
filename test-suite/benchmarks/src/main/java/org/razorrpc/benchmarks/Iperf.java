package org.razorrpc.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;

/** {@code iperf3}: bytes one way over one connection, counted as blobs. */
final class Iperf implements Contender {
    private final Daemon server;
    private final int bytes;

    private Iperf(Daemon server, int bytes) {
        this.server = server;
        this.bytes = bytes;
    }

    static Iperf start(Workload workload) throws IOException {
        return new Iperf(Daemon.start("iperf3", "-s", "-p", "PORT"), workload.bytes());
    }

    /** For whole seconds, one at least: it knows no others. */
    @Override
    public Figures run(Duration time) throws IOException {
        long seconds = Math.max(1, time.toSeconds());
        return parse(
                Command.output(
                        time,
                        "iperf3",
                        "-J",
                        "-c",
                        "127.0.0.1",
                        "-p",
                        server.port(),
                        "-l",
                        Integer.toString(bytes),
                        "-t",
                        Long.toString(seconds)),
                bytes);
    }

    /** What it prints with {@code -J}. */
    static Figures parse(String json, int bytes) throws IOException {
        JsonNode end = Json.tree(json).path("end");
        double blobs = end.at("/sum_received/bits_per_second").asDouble() / Byte.SIZE / bytes;
        if (blobs <= 0) {
            throw new IOException("iperf3 said: " + json);
        }
        JsonNode cpu = end.path("cpu_utilization_percent");
        double processors =
                (cpu.path("host_total").asDouble() + cpu.path("remote_total").asDouble()) / 100;
        return Figures.of(blobs, processors * 1e6 / blobs, Double.NaN);
    }

    @Override
    public void close() {
        server.close();
    }
}
