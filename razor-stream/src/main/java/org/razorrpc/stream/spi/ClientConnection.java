package org.razorrpc.stream.spi;

/** A connection on which requests go out and responses come in. */
public interface ClientConnection extends Connection {

    /**
     * Appends one request to the outgoing bytes; {@link #flush} sends it. In this order, under the send lock:
     * {@code frame.encode}, {@code frame.blob}, {@link ClientConnectionHandler#onAppended} with the seq that the frame got. What
     * an encoder throws is thrown here with nothing appended and no seq used. Messages over 16 KiB are encoded before the lock is
     * taken, so {@code encode} may be called twice for one request.
     *
     * @param format the codec's {@link Codec#formatId}
     * @param clientId of the header
     * @param deadline passed on to {@code onAppended} as it is
     * @return false when the connection is closed: nothing was called
     * @throws CodecException when message, blob or action exceed their limit; the message names the limit
     * @throws IllegalStateException from within an encoder of the same connection
     */
    boolean write(RequestFrame frame, int format, long clientId, long deadline);

    /** Whether the current thread is in an encoder of this connection, with the send lock held: it must not wait. */
    boolean isEncoding();
}
