package org.razorrpc.stream;

import java.time.Duration;

/**
 * What a graceful shutdown did.
 *
 * @param completed calls that were under way and ended by themselves
 * @param refused calls that came after it had begun and were refused
 * @param aborted calls that were still under way when time was up
 * @param took how long it lasted
 */
public record ShutdownReport(long completed, long refused, long aborted, Duration took) {

    /** Whether nothing had to be broken off. */
    public boolean clean() {
        return aborted == 0;
    }
}
