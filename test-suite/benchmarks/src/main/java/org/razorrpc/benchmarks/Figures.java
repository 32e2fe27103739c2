package org.razorrpc.benchmarks;

import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Sample;

/**
 * What one run showed. NaN where it cannot be known.
 *
 * @param cpuMicros processor time per call, of both sides together
 * @param clientCpuMicros its client's part
 * @param allocatedBytes per call, of both sides together
 * @param clientAllocatedBytes its client's part
 * @param callsPerFlush requests that shared one write
 * @param answersPerFlush responses that shared one write
 * @param flushesPerRead the client's writes for each of its reads
 * @param latency of an open load
 */
record Figures(
        double callsPerSecond,
        double cpuMicros,
        double clientCpuMicros,
        double allocatedBytes,
        double clientAllocatedBytes,
        double callsPerFlush,
        double answersPerFlush,
        double flushesPerRead,
        @Nullable Latency latency) {

    /** From what both sides did in the same run. */
    static Figures of(Sample client, Sample server) {
        double calls = client.calls();
        double clientAllocated = client.allocatedBytes() < 0 ? Double.NaN : client.allocatedBytes() / calls;
        double serverAllocated = server.allocatedBytes() < 0 ? Double.NaN : server.allocatedBytes() / calls;
        return new Figures(
                calls * 1e9 / client.nanos(),
                (client.cpuNanos() + server.cpuNanos()) / 1e3 / calls,
                client.cpuNanos() / 1e3 / calls,
                clientAllocated + serverAllocated,
                clientAllocated,
                (double) client.frames() / client.flushes(),
                (double) server.frames() / server.flushes(),
                (double) client.flushes() / client.reads(),
                null);
    }

    /** Of a program that tells only these. */
    static Figures of(double callsPerSecond, double cpuMicros, double callsPerFlush) {
        double unknown = Double.NaN;
        return new Figures(callsPerSecond, cpuMicros, unknown, unknown, unknown, callsPerFlush, unknown, unknown, null);
    }

    Figures with(Latency newLatency) {
        return new Figures(
                callsPerSecond,
                cpuMicros,
                clientCpuMicros,
                allocatedBytes,
                clientAllocatedBytes,
                callsPerFlush,
                answersPerFlush,
                flushesPerRead,
                newLatency);
    }
}
