package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/**
 * Answers one request, exactly once, from any thread. The first answer counts; every later one is refused, counted, and
 * returns false. An answer that cannot be encoded becomes {@code rpc_encode}.
 *
 * <p>Answers do not wait, unless the client reads so slowly that 32 MiB (by default) wait to be written: then they do, where
 * the thread may block; an interrupt ends the wait, the answer is taken all the same. Called from within a codec, whose
 * connection is locked, they throw IllegalStateException and the request stays unanswered.
 */
public interface Responder<R> {

    /** Answers with a message; null for the unit type. */
    default boolean ok(@Nullable R message) {
        return ok(message, null, () -> {});
    }

    /**
     * Answers with a message and a blob.
     *
     * @param blob its bytes are razor's until {@code released}; null: none
     * @param released called once when a blob that was accepted is the handler's again, from any thread, maybe before this
     *     returns; must not block
     * @return true: the answer was accepted, {@code released} is called once (an answer that could not be encoded and became
     *     {@code rpc_encode} counts as accepted). False: there was another answer before, or the connection is gone; the blob
     *     is the handler's still and {@code released} is never called.
     */
    boolean ok(@Nullable R message, @Nullable Blob blob, Runnable released);

    /** Answers with a message and a blob whose bytes are never used again. */
    default boolean ok(@Nullable R message, Blob blob) {
        return ok(message, blob, () -> {});
    }

    /** Answers an error: a number; all 32 bits are carried. */
    boolean errno(int errno);

    default boolean errno(Errno errno) {
        return errno(errno.number());
    }

    /**
     * Answers an error: a text, cut at the limit.
     *
     * @throws IllegalArgumentException when it starts with {@code rpc_}: peers would take it for the framework's word
     */
    boolean text(String text);

    /**
     * Answers an error: a value of the action's error type.
     *
     * @throws IllegalStateException when the action has no error type
     */
    boolean value(Object value);

    /** Answers what throwing this from the handler would. */
    boolean fail(Throwable failure);

    /**
     * The handler returns without having answered; somebody else will. Without an answer in {@link ServerConfig#answerTimeout}
     * the request is answered {@code rpc_internal_err}.
     */
    void detach();

    /** Whether an answer was accepted already. */
    boolean isAnswered();
}
