package org.razorrpc.stream.spi;

import java.util.function.BooleanSupplier;

/** A connection on which requests go out and responses come in. */
public interface ClientConnection extends Connection {

    /** What became of a frame. Unless it was appended, nothing was called. */
    enum Written {
        APPENDED,
        /** Too much waits to be written already. */
        FULL,
        CLOSED
    }

    /**
     * Appends one request to the outgoing bytes; {@link #flush} sends it. In this order, under the send lock:
     * {@code frame.encode}, {@code frame.blob}, {@link ClientConnectionHandler#onAppended} with the seq that the frame got. What
     * an encoder throws is thrown here with nothing appended and no seq used. Messages over 16 KiB are encoded before the lock is
     * taken, so {@code encode} may be called twice for one request.
     *
     * @param format the codec's {@link Codec#formatId}
     * @param clientId of the header
     * @param deadline passed on to {@code onAppended} as it is
     * @param maxUnwritten where {@link #unwritten} has reached that many bytes, nothing is appended; looked at under the send
     *     lock, so that any number of threads stay within it and one frame more
     * @throws CodecException when message, blob or action exceed their limit; the message names the limit
     * @throws IllegalStateException from within an encoder of the same connection
     */
    Written write(RequestFrame frame, int format, long clientId, long deadline, long maxUnwritten);

    /** Like the other, without a bound; false when the connection is closed. */
    default boolean write(RequestFrame frame, int format, long clientId, long deadline) {
        return write(frame, format, clientId, deadline, Long.MAX_VALUE) == Written.APPENDED;
    }

    /**
     * Like {@link #flushNow}, by a thread that may block and waits for a response: it may be used to read until {@code done},
     * as {@link ByteStream#writeAndRead} says.
     */
    default void flushAndRead(BooleanSupplier done) {
        flushNow();
    }

    /** Whether the current thread is in an encoder of this connection, with the send lock held: it must not wait. */
    boolean isEncoding();
}
