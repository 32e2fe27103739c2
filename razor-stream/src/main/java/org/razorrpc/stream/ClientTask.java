package org.razorrpc.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.RequestFrame;

/**
 * A call that is the user's own object: it encodes its request, takes its response, and is told once how it ended. The
 * interface of the crate razor-stream, and the way to make calls without allocating: after {@link #done} (and
 * {@link #released}, where the request has a blob) the same object may be sent again, even from within {@code done}.
 *
 * <p><b>Order.</b> {@code encode}, {@code blob} on the thread that sends, under the connection's send lock; then at most one of
 * {@link #decode}, preceded by nothing and followed by {@link #responseBlob} if the response has a blob; then {@code done},
 * exactly once for every task that {@code send} or {@code offer} accepted. None may block.
 *
 * <p><b>Attempts.</b> A pool may try a call more than once. Then {@code encode}, which must write the same each time, and
 * {@code blob} are called for each attempt, {@code decode} and {@code responseBlob} for each that was answered, and {@code done}
 * and {@code released} once, at the end.
 *
 * <p><b>Threads.</b> {@code decode}, {@code responseBlob} and {@code done} run on the connection's reader; {@code done} of a
 * call that did not end with a response (timeout, loss) on a thread of the runtime; all of {@code done} on
 * {@link ClientConfig#callbackExecutor} where one is set.
 */
public interface ClientTask extends RequestFrame {

    /**
     * An ok response's message. The array is razor's again when this returns. What it throws fails the call with
     * {@link ErrorCode#DECODE}, outcome {@link Outcome#EXECUTED}.
     *
     * @param length 0 for a response without a message
     */
    void decode(byte[] buf, int offset, int length);

    /**
     * Where the response's blob is to go: from the buffer's position, which razor advances. The buffer is razor's until
     * {@code done}.
     *
     * @return null, or a buffer with less room than {@code length}: the blob is discarded and the call fails with
     *     {@link ErrorCode#DECODE}, outcome {@link Outcome#EXECUTED}
     */
    default @Nullable ByteBuffer responseBlob(int length) {
        return ByteBuffer.allocate(length);
    }

    /**
     * The call has ended.
     *
     * @param error null: answered, everything has been decoded
     */
    void done(@Nullable RpcException error);

    /** Time from submission to its end, in nanoseconds; 0: the action's, or else the configuration's. */
    default long timeoutNanos() {
        return action().timeoutNanos();
    }

    /** Whether running it more than once does no harm. */
    default boolean idempotent() {
        return action().idempotent();
    }
}
