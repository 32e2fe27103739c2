package org.razorrpc.stream;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool at one moment, as far as things that go on can be seen at one moment.
 *
 * @param underWay calls accepted and not ended, wherever they are
 * @param betweenAttempts of those, the ones that wait for their next attempt
 * @param retryTokens what is left of the budget
 * @param leader with {@link Strategy#LEADER} the address that calls go to; otherwise null
 */
public record PoolSnapshot(
        int underWay,
        int betweenAttempts,
        double retryTokens,
        @Nullable String leader,
        List<Address> addresses) {

    /**
     * One address.
     *
     * @param inFlight calls sent and not answered, on all its connections
     * @param waiting calls that wait for a place on one of them
     * @param connecting whether a connection is being opened
     * @param lastFailure why it was lost or could not be reached last; null: that never happened
     */
    public record Address(
            String address,
            AddressState state,
            int inFlight,
            int waiting,
            boolean connecting,
            @Nullable String lastFailure,
            List<Connection> connections) {}

    /**
     * One connection.
     *
     * @param inUse false: it takes no new calls and closes when it has none left
     * @param lastAnswer how long ago bytes arrived last, a ping's answer included; since it opened where none have
     */
    public record Connection(String id, boolean inUse, int inFlight, Duration lastAnswer) {}

    /** A line for the pool, one for each address and one for each connection. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%d calls under way, %d between attempts, %.1f retry tokens"
                .formatted(underWay, betweenAttempts, retryTokens));
        for (Address each : addresses) {
            text.append("\n  %s %s%s, %d in flight, %d waiting%s%s"
                    .formatted(
                            each.address,
                            each.state,
                            each.address.equals(leader) ? " leader" : "",
                            each.inFlight,
                            each.waiting,
                            each.connecting ? ", connecting" : "",
                            each.lastFailure == null ? "" : ", last failure: " + each.lastFailure));
            for (Connection connection : each.connections) {
                text.append("\n    %s %s, %d in flight, last answer %d ms ago"
                        .formatted(
                                connection.id,
                                connection.inUse ? "in use" : "draining",
                                connection.inFlight,
                                connection.lastAnswer.toMillis()));
            }
        }
        return text.toString();
    }
}
