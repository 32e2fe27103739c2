package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** What is measured: razor, or something that it is compared with. */
interface Contestant {

    /** Short, the first part of its rows' names. */
    String id();

    /** Starts what does that work. */
    Contender start(Workload workload) throws IOException;

    /** Some take long to get warm, and seem to be before. */
    default Duration warmUpAtLeast() {
        return Duration.ZERO;
    }
}
