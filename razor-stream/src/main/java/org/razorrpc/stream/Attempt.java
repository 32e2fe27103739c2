package org.razorrpc.stream;

import java.time.Duration;

/**
 * One attempt of a call that a pool made, and how it failed.
 *
 * @param address where it went
 * @param code why it failed
 * @param outcome whether it may have run there
 * @param took from choosing the address to the failure, waiting included
 */
public record Attempt(String address, ErrorCode code, Outcome outcome, Duration took) {

    /** As in {@code tcp://10.0.0.1:7000 IO/UNKNOWN after 12 ms}. */
    @Override
    public String toString() {
        return address + " " + code + "/" + outcome + " after " + took.toMillis() + " ms";
    }
}
