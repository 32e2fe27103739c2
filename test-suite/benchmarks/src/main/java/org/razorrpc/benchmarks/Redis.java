package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code redis-benchmark}: GET with so many requests in flight. */
final class Redis implements Contender {
    private static final int FIRST_CALLS = 20_000;
    private static final Pattern RESULT = Pattern.compile("^\"GET[^\"]*\",\"([0-9.]+)\"", Pattern.MULTILINE);

    private final Daemon server;
    private final Workload workload;
    /** It takes a count and no time: what the last run did says how many to ask for. */
    private double callsPerSecond;

    private Redis(Daemon server, Workload workload) {
        this.server = server;
        this.workload = workload;
    }

    static Redis start(Workload workload) throws IOException {
        Redis redis = new Redis(
                Daemon.start(
                        "redis-server", "--port", "PORT", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
                workload);
        try {
            redis.benchmark(Duration.ofSeconds(1), "set", 1);
            return redis;
        } catch (IOException e) {
            redis.close();
            throw e;
        }
    }

    /** Asks for whole pipelines: what redis-benchmark gets beyond the count it may take for clients that were lost. */
    private String benchmark(Duration time, String command, long count) throws IOException {
        return Command.output(
                time,
                "redis-benchmark",
                "--csv",
                "-h",
                "127.0.0.1",
                "-p",
                server.port(),
                "-c",
                "1",
                "-P",
                Integer.toString(workload.calls()),
                "-d",
                Integer.toString(workload.bytes()),
                "-t",
                command,
                "-n",
                Long.toString(Math.ceilDiv(count, workload.calls()) * workload.calls()));
    }

    @Override
    public Figures run(Duration time) throws IOException {
        double seconds = time.toNanos() / 1e9;
        long count = Math.max(FIRST_CALLS, Math.round(callsPerSecond * seconds));
        Figures figures = parse(benchmark(time, "get", count));
        callsPerSecond = figures.callsPerSecond();
        return figures;
    }

    /** What it prints with {@code --csv}. */
    static Figures parse(String csv) throws IOException {
        Matcher matcher = RESULT.matcher(csv);
        if (!matcher.find()) {
            throw new IOException("redis-benchmark said: " + csv);
        }
        return Figures.of(Double.parseDouble(matcher.group(1)), Double.NaN, Double.NaN);
    }

    @Override
    public void close() {
        server.close();
    }
}
