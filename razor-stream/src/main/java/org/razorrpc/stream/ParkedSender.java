package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/** A thread in {@code send} or {@code call} that waits for a place in the window. */
final class ParkedSender extends WaitingLine.Waiter {
    private final ClientLink link;
    private final CallerWait wait = new CallerWait();
    private volatile @Nullable RpcException error;

    ParkedSender(ClientLink link, long deadline) {
        super(deadline, true);
        this.link = link;
    }

    /**
     * Waits until the place is granted.
     *
     * @throws RpcException NOT_SENT when the deadline passed, the connection closed or the thread was interrupted: there is no
     *     place to give back
     */
    void await() {
        if (!wait.await()) {
            leaveInterrupted();
        }
        RpcException failure = error;
        if (failure != null) {
            throw failure;
        }
    }

    private void leaveInterrupted() {
        if (!link.leave(this)) {
            wait.awaitThroughInterrupts();
            if (error == null) {
                link.release();
            }
        }
        throw new RpcException(
                ErrorCode.CANCELLED, Outcome.NOT_SENT, "interrupted while waiting for the window; nothing was sent");
    }

    @Override
    void grant() {
        wait.signal();
    }

    @Override
    void fail(RpcException failure) {
        error = failure;
        wait.signal();
    }
}
