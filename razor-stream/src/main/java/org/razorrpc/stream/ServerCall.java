package org.razorrpc.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.MessageCodec;

/**
 * One request from its arrival to its answer: what the handler reads, and what it answers through.
 *
 * <p>{@code state} goes from RUNNING, maybe over DETACHED, to ANSWERED by compare-and-set. Whoever makes the step to ANSWERED
 * (handler, another thread, the sweep, or {@link #run} for a handler that forgot) writes the one response, and gives the call
 * back to its connection.
 */
final class ServerCall<Q, R> implements Request<Q>, Responder<R>, Runnable {
    private static final int RUNNING = 0;
    private static final int DETACHED = 1;
    private static final int ANSWERED = 2;
    private static final int LOST = -1;
    private static final VarHandle STATE;
    private static final VarHandle BLOB;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ServerCall.class, "state", int.class);
            BLOB = MethodHandles.lookup().findVarHandle(ServerCall.class, "blob", ByteBuffer.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final ServerLink link;
    private final Handler<Q, R> handler;
    private final ActionCodecs<Q, R> codecs;
    private final long seq;
    private final long clientId;
    private final int actionNumber;
    private final @Nullable String actionName;
    private final @Nullable Q message;
    private volatile @Nullable ByteBuffer blob;

    private volatile int state;

    /** These belong to the list of {@link DetachedCalls}, under its lock; {@code detachedAt} is set before the call gets there. */
    @Nullable
    ServerCall<?, ?> previous;

    @Nullable
    ServerCall<?, ?> next;

    boolean listed;
    long detachedAt;

    ServerCall(
            ServerLink link,
            Handler<Q, R> handler,
            ActionCodecs<Q, R> codecs,
            long seq,
            long clientId,
            int actionNumber,
            @Nullable String actionName,
            @Nullable Q message,
            @Nullable ByteBuffer blob) {
        this.link = link;
        this.handler = handler;
        this.codecs = codecs;
        this.seq = seq;
        this.clientId = clientId;
        this.actionNumber = actionNumber;
        this.actionName = actionName;
        this.message = message;
        BLOB.set(this, blob); // Plain: the call is published afterwards.
    }

    /** Runs the handler, and sees to it that the call is answered or detached afterwards. */
    @Override
    public void run() {
        try {
            handler.handle(this, this);
        } catch (Throwable failure) {
            handlerThrew(failure);
            return;
        }
        if (STATE.compareAndSet(this, RUNNING, ANSWERED)) {
            logFailure("the handler of", "returned without an answer and without detach()", null);
            fail(RUNNING);
        }
    }

    private void handlerThrew(Throwable failure) {
        int before = claim();
        if (before == LOST) {
            logFailure("the handler of", "threw after it had answered", failure);
        } else {
            answerFailure(failure, before);
        }
    }

    /** The answer did not come in time. */
    void expire() {
        if (STATE.compareAndSet(this, DETACHED, ANSWERED)) {
            logFailure("a detached request of", "got no answer within the answer timeout", null);
            fail(DETACHED);
        }
    }

    @Override
    public boolean ok(@Nullable R response, @Nullable Blob responseBlob, Runnable released) {
        Objects.requireNonNull(released, "released");
        int before = claimOnce();
        return before != LOST
                && send(ServerAnswer.ok(seq, codecs.response(), response, responseBlob, released), before);
    }

    @Override
    public boolean errno(int errno) {
        int before = claimOnce();
        return before != LOST && send(ServerAnswer.errno(seq, errno), before);
    }

    @Override
    public boolean text(String text) {
        if (ServerAnswer.isReserved(text)) {
            throw new IllegalArgumentException("an error text must not start with rpc_, peers would take it for the"
                    + " framework's word: " + LogText.escape(text));
        }
        int before = claimOnce();
        return before != LOST && sendText(text, before);
    }

    @Override
    public boolean value(Object value) {
        Objects.requireNonNull(value, "value");
        MessageCodec<Object> codec = codecs.error();
        if (codec == null) {
            throw new IllegalStateException(
                    "action " + action() + " has no error type; declare it with Action.withErrors(type)");
        }
        int before = claimOnce();
        return before != LOST && send(ServerAnswer.errorValue(seq, codec, value), before);
    }

    @Override
    public boolean fail(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        int before = claimOnce();
        return before != LOST && answerFailure(failure, before);
    }

    private boolean answerFailure(Throwable failure, int before) {
        if (failure instanceof RpcException error) {
            MessageCodec<Object> codec = codecs.error();
            Object value = error.value();
            String text = error.getMessage();
            if (error.code() == ErrorCode.ERRNO) {
                return send(ServerAnswer.errno(seq, error.errno()), before);
            }
            if (error.code() == ErrorCode.VALUE && codec != null && value != null) {
                return send(ServerAnswer.errorValue(seq, codec, value), before);
            }
            if (error.code() == ErrorCode.TEXT && text != null && !ServerAnswer.isReserved(text)) {
                return sendText(text, before);
            }
        }
        logFailure("the handler of", "failed", failure);
        return fail(before);
    }

    private boolean sendText(String text, int before) {
        return send(ServerAnswer.text(seq, text, link.maxErrorText()), before);
    }

    /** The handler failed in a way that is not the client's business. */
    private boolean fail(int before) {
        link.countFailedHandler();
        return send(ServerAnswer.word(seq, ErrorCode.INTERNAL), before);
    }

    @Override
    public void detach() {
        if (state != RUNNING) {
            return; // Detached before: its time goes on.
        }
        detachedAt = link.nanoTime();
        if (STATE.compareAndSet(this, RUNNING, DETACHED)) {
            link.detached().add(this);
        }
    }

    @Override
    public boolean isAnswered() {
        return state == ANSWERED;
    }

    /** {@link #claim} for an answer of the user's, which counts when it comes too late. */
    private int claimOnce() {
        int before = claim();
        if (before == LOST) {
            link.countRepeatedAnswer();
        }
        return before;
    }

    /** Makes the step to ANSWERED; the state before, or LOST when somebody else has made it. */
    private int claim() {
        if (STATE.compareAndSet(this, RUNNING, ANSWERED)) {
            return RUNNING;
        }
        if (STATE.compareAndSet(this, DETACHED, ANSWERED)) {
            link.detached().remove(this);
            return DETACHED;
        }
        return LOST;
    }

    /**
     * Writes the answer of a call that this thread has claimed. An answer that cannot be written is replaced by a word; its
     * blob counts as accepted then, and is given back here.
     *
     * @param before the state to go back to when razor is called from within an encoder, where nothing can be written
     * @return false when the connection is gone: nothing was written, and a blob is still the handler's
     */
    private boolean send(ServerAnswer answer, int before) {
        boolean written;
        try {
            written = link.write(answer);
        } catch (Throwable failure) {
            if (failure instanceof IllegalStateException nested && answer.encodeFailure() == null) {
                unclaim(before);
                throw nested;
            }
            logFailure("the answer to", "cannot be encoded", failure);
            written = link.writeWord(seq, ServerAnswer.replacement(failure));
            if (written) {
                answer.released();
            }
        }
        link.callEnded();
        return written;
    }

    private void unclaim(int before) {
        STATE.setVolatile(this, before);
        if (before == DETACHED) {
            link.detached().add(this);
        }
    }

    private void logFailure(String subject, String failed, @Nullable Throwable failure) {
        link.logFailure(subject + " action " + action() + " " + failed, failure);
    }

    private String action() {
        return actionName == null ? Integer.toString(actionNumber) : LogText.escape(actionName);
    }

    @Override
    public @Nullable Q message() {
        return message;
    }

    @Override
    public @Nullable ByteBuffer blob() {
        return blob;
    }

    @Override
    public void releaseBlob() {
        ByteBuffer mine = (ByteBuffer) BLOB.getAndSet(this, null);
        if (mine != null) {
            link.reuse(mine);
        }
    }

    @Override
    public int actionNumber() {
        return actionNumber;
    }

    @Override
    public @Nullable String actionName() {
        return actionName;
    }

    @Override
    public long seq() {
        return seq;
    }

    @Override
    public long clientId() {
        return clientId;
    }

    @Override
    public ServerPeer peer() {
        return link.peer();
    }
}
