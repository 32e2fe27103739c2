package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/** Where the calls of {@code call} and {@code callAsync} are submitted: one connection, or a pool, which may try several. */
interface CallPath {

    /** @throws IllegalStateException where the current thread must not wait for an answer */
    void requireMayBlock();

    /**
     * What is sent in the call's place, with all that goes around it.
     *
     * @throws RpcException NOT_SENT when an interceptor refuses
     */
    ClientTask prepared(TypedCall<?, ?> call);

    /**
     * Sends what was prepared, or lets it join a line; never waits.
     *
     * @return its place in the line, where it can {@link #leave}; null: it has none
     * @throws RpcException when it was not accepted
     */
    WaitingLine.@Nullable Waiter submit(ClientTask sent, TypedCall<?, ?> call);

    /**
     * The same for a caller who waits for the call's end, and may wait for its sending too, or read meanwhile.
     *
     * @throws RpcException when it was not accepted
     */
    void submitWaiting(ClientTask sent, BlockingCall<?, ?> call);

    /** Leaves the line; false when the waiter has a place already. */
    boolean leave(WaitingLine.Waiter waiter);

    /** Gives a call up whose response has not begun; false when it is over or ending. */
    boolean abandon(ClientTask sent, RpcException why);

    /** Tells what was not accepted its end. */
    void finishUnsent(ClientTask sent, RpcException error);
}
