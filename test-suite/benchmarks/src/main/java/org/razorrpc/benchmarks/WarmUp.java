package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** Runs something until it gets no faster. */
final class WarmUp {
    private static final double SAME = 0.05;

    private WarmUp() {}

    /** Whether two runs in a row differed by less than 5 % within the plan's time. */
    static boolean run(Contender contender, Plan plan) throws IOException {
        double last = contender.run(plan.warmUpRun()).callsPerSecond();
        Duration used = plan.warmUpRun();
        while (used.compareTo(plan.warmUpAtMost()) < 0) {
            double next = contender.run(plan.warmUpRun()).callsPerSecond();
            if (Math.abs(next - last) < SAME * Math.max(next, last)) {
                return true;
            }
            last = next;
            used = used.plus(plan.warmUpRun());
        }
        return false;
    }
}
