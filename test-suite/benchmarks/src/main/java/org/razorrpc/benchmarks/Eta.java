package org.razorrpc.benchmarks;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long it will still take: what was estimated, corrected by how long the part that is done took. */
final class Eta {
    private final LongSupplier nanoTime;
    private final long start;
    private final double estimated;
    private double done;

    /** @param estimated seconds altogether */
    Eta(double estimated) {
        this(estimated, System::nanoTime);
    }

    Eta(double estimated, LongSupplier nanoTime) {
        this.estimated = estimated;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
    }

    /** That many of the estimated seconds are done. */
    void done(double seconds) {
        done += seconds;
    }

    /** Such as {@code 12 min left}. */
    String left() {
        double factor = done == 0 ? 1 : (nanoTime.getAsLong() - start) / 1e9 / done;
        Duration left = Duration.ofSeconds(Math.round((estimated - done) * factor));
        return left.toMinutes() == 0 ? left.toSeconds() + " s left" : left.toMinutes() + " min left";
    }
}
