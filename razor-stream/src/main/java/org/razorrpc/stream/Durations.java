package org.razorrpc.stream;

import java.time.Duration;

/** Durations of the configuration as nanoseconds. */
final class Durations {
    private Durations() {}

    /** The nanoseconds, or 292 years where they do not fit. */
    static long positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is " + duration + ", it must be positive");
        }
        return nanos(duration);
    }

    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
