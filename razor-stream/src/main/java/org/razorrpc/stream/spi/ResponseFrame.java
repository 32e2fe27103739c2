package org.razorrpc.stream.spi;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Blob;

/** What a transport needs of a response. Called by one thread at a time, under the send lock: must not block or call razor. */
public interface ResponseFrame {

    long seq();

    /** {@link ResponseHeader#OK}, {@link ResponseHeader#ERRNO} or {@link ResponseHeader#TEXT}. */
    int flag();

    /** With flag {@code ERRNO}. */
    default int errno() {
        return 0;
    }

    /** Writes the message (flag {@code OK}) or the text (flag {@code TEXT}). May be called twice, like a request's. */
    void encode(WireBuffer out);

    /** With flag {@code OK}: the response's blob; null: none. */
    default @Nullable Blob blob() {
        return null;
    }

    /** The blob is the sender's again; see {@link RequestFrame#released}. */
    default void released() {}
}
