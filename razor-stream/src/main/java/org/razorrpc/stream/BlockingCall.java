package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/** A call whose caller waits for it. */
final class BlockingCall<Q, R> extends TypedCall<Q, R> {
    private final CallerWait caller = new CallerWait();

    BlockingCall(Action<Q, R> action, ActionCodecs<Q, R> codecs, @Nullable Q request, CallOptions options) {
        super(action, codecs, request, options);
    }

    @Override
    void ended() {
        caller.signal();
    }

    /** False when interrupted before the end. */
    boolean await() {
        return caller.await();
    }

    void awaitThroughInterrupts() {
        caller.awaitThroughInterrupts();
    }
}
