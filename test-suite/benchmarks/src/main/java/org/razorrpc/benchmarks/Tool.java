package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Well-known programs that move bytes over a socket, where they are installed. */
enum Tool implements Contestant {
    /** One stream of TCP, one way. */
    IPERF3("iperf3"),
    /** GET of a value as long as a message, over one connection. */
    REDIS("redis-benchmark", "redis-server");

    private final List<String> programs;

    Tool(String... programs) {
        this.programs = List.of(programs);
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isInstalled() {
        return programs.stream().allMatch(Command::isInstalled);
    }

    boolean does(Workload workload) {
        return switch (this) {
            case IPERF3 -> workload.style() == Style.BLOBS_WRITTEN;
            case REDIS -> workload.style() == Style.TASKS || workload.calls() == 1;
        };
    }

    @Override
    public Contender start(Workload workload) throws IOException {
        return switch (this) {
            case IPERF3 -> Iperf.start(workload);
            case REDIS -> Redis.start(workload);
        };
    }
}
