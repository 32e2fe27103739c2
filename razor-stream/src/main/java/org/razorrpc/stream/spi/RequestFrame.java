package org.razorrpc.stream.spi;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;

/** What a transport needs of a request. Called by one thread at a time, under the send lock: must not block or call razor. */
public interface RequestFrame {

    Action<?, ?> action();

    /**
     * Writes the message. May be called twice for one request (see {@link ClientConnection#write}) and must write the same
     * both times.
     */
    void encode(WireBuffer out);

    /** The request's blob; null: none. It is sent by reference where it is large and must not change until {@link #released}. */
    default @Nullable Blob blob() {
        return null;
    }

    /**
     * The blob is the sender's again: razor does not touch it any more. Called once for every frame that was appended with a
     * blob, from any thread; it must not block. It may come before or after the response.
     */
    default void released() {}
}
