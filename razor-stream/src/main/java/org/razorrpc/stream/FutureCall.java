package org.razorrpc.stream;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call whose end completes a future: with the message alone, or with the whole reply.
 *
 * @param <T> {@code R} or {@code Reply<R>}
 */
final class FutureCall<Q, R, T> extends TypedCall<Q, R> {
    private final Future future = new Future();
    private final boolean wholeReply;
    private final ClientLink link;
    /** What was sent in its place where interceptors are set; otherwise itself. */
    private ClientTask sent = this;

    private @Nullable SubmittedLater waiter;

    FutureCall(
            Action<Q, R> action,
            ActionCodecs<Q, R> codecs,
            @Nullable Q request,
            CallOptions options,
            ClientLink link,
            boolean wholeReply) {
        super(action, codecs, request, options);
        this.link = link;
        this.wholeReply = wholeReply;
    }

    /** Submits the call, or lets it join the line; how it ends is the future's to say. */
    CompletableFuture<T> submit() {
        try {
            sent = link.intercepted(this);
            long deadline = link.deadline(sent);
            if (!link.tryAcquire() || !link.write(sent, deadline, true)) {
                join(deadline);
            }
        } catch (RpcException notAccepted) {
            fail(notAccepted);
        }
        return future;
    }

    private void join(long deadline) {
        SubmittedLater later = new SubmittedLater(deadline);
        waiter = later;
        if (!link.join(later)) {
            throw new RpcException(
                    ErrorCode.OVERLOADED,
                    Outcome.NOT_SENT,
                    "the window is full and so is the line of calls that wait for it; pace by whenReady()");
        }
    }

    private void fail(RpcException notAccepted) {
        neverAppended();
        link.finishUnsent(sent, notAccepted);
    }

    @Override
    @SuppressWarnings("unchecked") // T is what wholeReply says.
    void ended() {
        RpcException failure = error();
        if (failure != null && failure.code() == ErrorCode.CANCELLED) {
            future.cancelled();
        } else if (failure != null) {
            future.completeExceptionally(failure);
        } else {
            future.complete((T) (wholeReply ? reply() : message()));
        }
    }

    private boolean giveUp() {
        RpcException cancelled = new RpcException(ErrorCode.CANCELLED, Outcome.UNKNOWN, "cancelled by the caller");
        SubmittedLater later = waiter;
        if (later != null && link.leave(later)) {
            neverAppended();
            done(cancelled);
            return true;
        }
        return link.abandon(sent, cancelled);
    }

    /** The call's place in the line. */
    private final class SubmittedLater extends InFlightLimit.Waiter {
        SubmittedLater(long deadline) {
            super(deadline, true);
        }

        @Override
        void grant() {
            try {
                if (!link.write(sent, deadline, true)) {
                    link.joinAnyway(this);
                }
            } catch (RpcException notAccepted) {
                FutureCall.this.fail(notAccepted);
            }
        }

        @Override
        void fail(RpcException error) {
            FutureCall.this.fail(error);
        }
    }

    /**
     * The caller's view. Cancelling takes the call out of the table first; where that comes too late, because its response is
     * arriving already, it completes with that. Where a blob was sent it is cancelled only once that has been released.
     */
    private final class Future extends CompletableFuture<T> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return isCancelled() || !isDone() && giveUp();
        }

        void cancelled() {
            super.cancel(false);
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }
}
