package org.razorrpc.benchmarks;

import java.time.Duration;

/**
 * How long things are measured.
 *
 * @param pairs how often a row takes turns with its limit
 * @param run how long each is run each time
 * @param warmUpRun two of these must differ by less than 5 % before measuring begins
 * @param warmUpAtMost measuring begins after that in any case
 */
record Plan(int pairs, Duration run, Duration warmUpRun, Duration warmUpAtMost) {
    static final Plan QUICK = new Plan(5, Duration.ofMillis(400), Duration.ofMillis(500), Duration.ofMillis(3500));
    static final Plan FULL = new Plan(5, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(20));
    /** For the many rows of a sweep. */
    static final Plan BRIEF = new Plan(3, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(6));

    /** About how long that row takes, in seconds. */
    double seconds(Row row) {
        double warmUp = Math.max(
                        warmUpAtMost.toMillis() / 2,
                        row.contestant().warmUpAtLeast().toMillis())
                / 1e3;
        return 1
                + warmUp
                + run.toMillis() / 1e3 * (1 + pairs * (2 + row.beside().size()));
    }
}
