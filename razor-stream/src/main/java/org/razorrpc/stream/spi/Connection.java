package org.razorrpc.stream.spi;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What client and server connections share. Any thread; no method blocks, except for the short send lock that {@code write}
 * takes while it encodes. After the connection has closed all of them do nothing.
 */
public interface Connection {

    /**
     * Asks for what was written to go out, soon, together with what others append until then. Called by the thread that is
     * delivering a read batch of this connection it does nothing: the end of the batch flushes. 64 KiB flush themselves.
     */
    void flush();

    /** Writes now, on this thread where that is possible: for a caller on a connection with nothing else under way. */
    void flushNow();

    /** Bytes written to this connection and not yet taken by the kernel. */
    long unwritten();

    /** Bytes that the kernel has taken since the connection opened. */
    long written();

    /** Bytes that have arrived since the connection opened. */
    long received();

    /** Delivers no further frame after the present one until {@link #resumeReading}; the peer is held back. Idempotent. */
    void pauseReading();

    void resumeReading();

    /**
     * Called about once a tick: closes the connection when a frame's header or body has taken too long to arrive. The clocks do
     * not run while reading is paused.
     *
     * @param nanoTime the runtime's present time
     */
    void checkProgress(long nanoTime);

    /**
     * Closes now. {@code onClosed} follows, once, with this cause unless another came first; what was not written is lost and
     * its blobs are given back.
     *
     * @param cause null: nothing went wrong
     */
    void close(@Nullable Throwable cause);

    SocketAddress localAddress();

    SocketAddress remoteAddress();
}
