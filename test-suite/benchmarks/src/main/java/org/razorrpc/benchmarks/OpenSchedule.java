package org.razorrpc.benchmarks;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * When calls are due that come at a steady rate. Each is due at its own time since the start, however late those before it were
 * sent: what waits because of a stall is counted as late, and made up for.
 */
final class OpenSchedule {
    private final LongSupplier nanoTime;
    private final LongConsumer sleepNanos;
    private final long start;
    private final double nanosPerCall;
    private long next;

    /**
     * Begins now.
     *
     * @param nanoTime the clock
     * @param sleepNanos sleeps about that long; waking up early does no harm
     */
    OpenSchedule(LongSupplier nanoTime, LongConsumer sleepNanos, double callsPerSecond) {
        this.nanoTime = nanoTime;
        this.sleepNanos = sleepNanos;
        start = nanoTime.getAsLong();
        nanosPerCall = 1e9 / callsPerSecond;
    }

    /**
     * Waits until the next call is due.
     *
     * @return when that was, by the clock; maybe long ago
     */
    long awaitNext() {
        long due = start + Math.round(next * nanosPerCall);
        next++;
        long early = due - nanoTime.getAsLong();
        while (early > 0) {
            sleepNanos.accept(early);
            early = due - nanoTime.getAsLong();
        }
        return due;
    }

    /** Whether the next call is due within that time of the start. */
    boolean hasNextWithin(long nanos) {
        return Math.round(next * nanosPerCall) < nanos;
    }
}
