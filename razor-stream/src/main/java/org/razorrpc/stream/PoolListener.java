package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in a pool. Called one at a time, in the order in which things happened and a moment after, on a thread of
 * {@link org.razorrpc.stream.spi.RpcRuntime#execute}, with no lock held: it may block, which delays later events and no call.
 * What it throws is logged. When it falls behind by 10,000 events, further ones are left out and their number is logged.
 */
public interface PoolListener {

    /** A connection can be used from now on. */
    default void connected(String address, String connection) {}

    /**
     * A connection is gone.
     *
     * @param cause null: this side closed it, and nothing was wrong
     */
    default void disconnected(String address, String connection, @Nullable Throwable cause) {}

    /**
     * An address is down, is being probed, or is well again.
     *
     * @param cause why it is down; null when it is well
     */
    default void stateChanged(String address, AddressState from, AddressState to, @Nullable Throwable cause) {}

    /** With {@link Strategy#LEADER}: calls go to another address from now on. */
    default void leaderChanged(String from, String to) {}

    /**
     * A call failed and is tried once more.
     *
     * @param failed the attempt that failed
     * @param number of the attempt that follows: 2 for the first retry
     */
    default void retry(Action<?, ?> action, Attempt failed, int number) {}
}
