package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** Something that does one workload and can be run for a while, again and again. It is quiet between runs. */
interface Contender extends AutoCloseable {

    /** @throws IOException when it failed; it is of no use then */
    Figures run(Duration time) throws IOException;

    /** Says before each run what its limit does: a load that is a share of that needs to know. */
    default void pace(double limitCallsPerSecond) {}

    @Override
    void close();
}
