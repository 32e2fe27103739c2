package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** Runs something until it gets no faster. */
final class WarmUp {
    private static final double SAME = 0.05;

    private WarmUp() {}

    /**
     * Whether two runs in a row differed by less than 5 % within the plan's time.
     *
     * @param atLeast it runs that long in any case, and half as long again where the plan says less than that
     */
    static boolean run(Contender contender, Plan plan, Duration atLeast) throws IOException {
        Duration atMost = longer(plan.warmUpAtMost(), atLeast.multipliedBy(3).dividedBy(2));
        double last = contender.run(plan.warmUpRun()).callsPerSecond();
        Duration used = plan.warmUpRun();
        while (used.compareTo(atMost) < 0) {
            double next = contender.run(plan.warmUpRun()).callsPerSecond();
            used = used.plus(plan.warmUpRun());
            if (used.compareTo(atLeast) >= 0 && Math.abs(next - last) < SAME * Math.max(next, last)) {
                return true;
            }
            last = next;
        }
        return false;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
