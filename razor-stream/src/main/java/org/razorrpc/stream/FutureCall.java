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
    private final CallPath path;
    /** What was sent in its place where something goes around it; otherwise itself. */
    private ClientTask sent = this;

    private WaitingLine.@Nullable Waiter waiter;

    FutureCall(
            Action<Q, R> action,
            ActionCodecs<Q, R> codecs,
            @Nullable Q request,
            CallOptions options,
            CallPath path,
            boolean wholeReply) {
        super(action, codecs, request, options);
        this.path = path;
        this.wholeReply = wholeReply;
    }

    /** Submits the call, or lets it join the line; how it ends is the future's to say. */
    CompletableFuture<T> submit() {
        try {
            sent = path.prepared(this);
            waiter = path.submit(sent, this);
        } catch (RpcException notAccepted) {
            neverAppended();
            path.finishUnsent(sent, notAccepted);
        }
        return future;
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
        WaitingLine.Waiter inLine = waiter;
        if (inLine != null && path.leave(inLine)) {
            neverAppended();
            path.finishUnsent(sent, cancelled);
            return true;
        }
        return path.abandon(sent, cancelled);
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
