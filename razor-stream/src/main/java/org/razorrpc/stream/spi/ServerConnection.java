package org.razorrpc.stream.spi;

import java.nio.ByteBuffer;

/** A connection on which requests come in and responses go out. */
public interface ServerConnection extends Connection {

    /**
     * Appends one response to the outgoing bytes; {@link #flush} sends it. Under the send lock: {@code frame.encode}, then
     * {@code frame.blob}. What an encoder throws is thrown here with nothing appended.
     *
     * @return false when the connection is closed: nothing was called
     * @throws CodecException when message, text or blob exceed their limit; the message names the limit
     * @throws IllegalStateException from within an encoder of the same connection
     */
    boolean write(ResponseFrame frame);

    /**
     * Nobody uses the blob of a request any more: its memory may hold a later one. Any thread, never blocks; doing nothing is
     * fine.
     */
    default void reuse(ByteBuffer blob) {}

    /**
     * The last response was written: reads no further frame, sends what is left, half-closes, discards what still arrives
     * (1 s and 1 MiB at most, so that no reset destroys an answer on its way), closes.
     */
    void finish();
}
