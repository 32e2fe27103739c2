package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;

/** A call whose caller waits for it. */
final class BlockingCall<Q, R> extends TypedCall<Q, R> {
    private final CallerWait caller = new CallerWait();

    private BlockingCall(Action<Q, R> action, ActionCodecs<Q, R> codecs, @Nullable Q request, CallOptions options) {
        super(action, codecs, request, options);
    }

    /** Makes the call, and returns when it has been answered. */
    static <Q, R> BlockingCall<Q, R> made(
            CallPath path, Codec codec, Action<Q, R> action, @Nullable Q request, CallOptions options) {
        path.requireMayBlock();
        BlockingCall<Q, R> call = new BlockingCall<>(action, action.codecs(codec), request, options);
        ClientTask sent = path.prepared(call);
        try {
            path.submitWaiting(sent, call);
        } catch (RpcException notAccepted) {
            call.neverAppended();
            path.finishUnsent(sent, notAccepted);
        }
        if (!call.caller.await()) {
            path.abandon(
                    sent,
                    new RpcException(
                            ErrorCode.CANCELLED, Outcome.UNKNOWN, "interrupted while waiting for the response"));
            call.caller.awaitThroughInterrupts();
        }
        RpcException error = call.error();
        if (error != null) {
            throw error;
        }
        return call;
    }

    @Override
    void ended() {
        caller.signal();
    }

    boolean hasEnded() {
        return caller.isOver();
    }
}
