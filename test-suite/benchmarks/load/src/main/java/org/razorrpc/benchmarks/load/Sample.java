package org.razorrpc.benchmarks.load;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a process has used and written, since its start or between two moments.
 *
 * @param nanos monotonic time
 * @param calls completed calls; a server does not count them
 * @param cpuNanos processor time of all threads
 * @param allocatedBytes by all threads on the heap; negative where the JVM cannot tell
 * @param frames frames written
 * @param flushes writes
 * @param reads reads that brought something
 */
public record Sample(
        long nanos, long calls, long cpuNanos, long allocatedBytes, long frames, long flushes, long reads) {

    /** Of this process, now. */
    public static Sample now(long calls, Counts counts) {
        return new Sample(
                System.nanoTime(), calls, cpuNow(), allocatedNow(), counts.frames(), counts.flushes(), counts.reads());
    }

    private static long cpuNow() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static long allocatedNow() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
                .getTotalThreadAllocatedBytes();
    }

    public Sample since(Sample before) {
        return new Sample(
                nanos - before.nanos,
                calls - before.calls,
                cpuNanos - before.cpuNanos,
                allocatedBytes < 0 ? allocatedBytes : allocatedBytes - before.allocatedBytes,
                frames - before.frames,
                flushes - before.flushes,
                reads - before.reads);
    }

    public String toLine() {
        return LongStream.of(nanos, calls, cpuNanos, allocatedBytes, frames, flushes, reads)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    /** What {@link #toLine} made. */
    public static Sample parse(String line) {
        long[] values =
                Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Sample(values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    }
}
