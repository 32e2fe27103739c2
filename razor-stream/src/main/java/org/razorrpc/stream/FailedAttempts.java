package org.razorrpc.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The attempts of one call that have failed: where it has been, and what its caller is told of them. One thread at a time. */
final class FailedAttempts {
    private List<Attempt> attempts = List.of();
    private List<AddressConnections> addresses = List.of();
    private boolean mayHaveRun;

    void add(AddressConnections at, RpcException error, long tookNanos) {
        if (attempts.isEmpty()) {
            attempts = new ArrayList<>(2);
            addresses = new ArrayList<>(2);
        }
        attempts.add(new Attempt(at.name(), error.code(), error.outcome(), Duration.ofNanos(tookNanos)));
        addresses.add(at);
        mayHaveRun |= !error.outcome().safeToRetry();
    }

    /** Whether one of them went there. */
    boolean wereAt(AddressConnections address) {
        return addresses.contains(address);
    }

    Attempt last() {
        return attempts.getLast();
    }

    /** The failure as the call's own. A claim that the call did not run is about all its attempts. */
    RpcException concluded(RpcException failure) {
        Outcome outcome = mayHaveRun && failure.outcome().safeToRetry() ? Outcome.UNKNOWN : failure.outcome();
        return failure.concluded(outcome, List.copyOf(attempts));
    }
}
