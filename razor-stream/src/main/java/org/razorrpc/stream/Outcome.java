package org.razorrpc.stream;

/** What is known of a failed call: whether it has run. A claim that it did not run is never wrong. */
public enum Outcome {
    /** No byte of it was given to the kernel. May always be retried. */
    NOT_SENT,
    /** The server says that it did not run it. May always be retried. */
    REFUSED,
    /** It may have run or not. Retry only what is idempotent. */
    UNKNOWN,
    /** It ran, and answered; with an error of the user's, or with something that could not be used here. */
    EXECUTED;

    /** Whether running the call again cannot make it run twice. */
    public boolean safeToRetry() {
        return this == NOT_SENT || this == REFUSED;
    }
}
