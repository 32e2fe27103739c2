package org.razorrpc.stream;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as its handler sees it. Belongs to the handler until it has answered; may be read by any thread. */
public interface Request<Q> {

    /** Null for the unit type. Raw bytes are the handler's own to keep. */
    @Nullable
    Q message();

    /** From position to limit, the handler's to keep; null: none, or released. */
    @Nullable
    ByteBuffer blob();

    /**
     * Gives the blob's memory back, so that a later request's blob need not have new memory made and cleared for it: worth it
     * for handlers of much data. From here on {@link #blob} is null, and a buffer or view that was kept shows other requests'
     * bytes; so not before an answer that carries it has been released. Any thread; once is enough, none is fine.
     */
    void releaseBlob();

    /** The blob, or an empty buffer where the request has none. */
    default ByteBuffer blobOrEmpty() {
        ByteBuffer blob = blob();
        return blob == null ? ByteBuffer.allocate(0) : blob;
    }

    /** The numeric action; -1 for a string action. */
    int actionNumber();

    /** The string action; null for a numeric one. */
    @Nullable
    String actionName();

    /** The call's number on its connection. */
    long seq();

    /** What the client says of itself; informational, proves nothing. */
    long clientId();

    /** Nothing in version 1 of the wire. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /** The connection it came on. */
    ServerPeer peer();
}
