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
}
