package org.razorrpc.simulation;

import java.util.random.RandomGenerator;

/** The latency of a packet, jitter included. */
record Delay(LinkConfig config, RandomGenerator random) {

    long next() {
        long jitter = config.jitter().toNanos();
        return config.latency().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
    }
}
