package org.razorrpc.benchmarks.load;

import java.nio.ByteBuffer;

/** A peer's place in the window: one request, sent again and again. */
public abstract class PayloadSlot extends Slot {
    private final byte[] request;

    protected PayloadSlot(SlotLoad load, int bytes) {
        super(load);
        request = Payload.request(bytes);
    }

    @Override
    protected final void start() {
        Payload.number(request, calls());
        send(request);
    }

    /**
     * Sends it without waiting for the answer, of which one of the others is told.
     *
     * @param request not changed before the answer has come
     */
    protected abstract void send(byte[] request);

    protected final void answered(byte[] answer) {
        try {
            Payload.requireAnswer(request, answer);
        } catch (IllegalStateException wrong) {
            ended(wrong);
            return;
        }
        ended(null);
    }

    /** For those who check an answer that is no array: by this, then {@link #answered()} or {@link #failed}. */
    protected final void requireAnswer(ByteBuffer answer) {
        Payload.requireAnswer(request, answer);
    }

    protected final void answered() {
        ended(null);
    }

    protected final void failed(Throwable error) {
        ended(error);
    }
}
