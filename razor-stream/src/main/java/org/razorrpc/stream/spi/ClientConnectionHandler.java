package org.razorrpc.stream.spi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What happens on a client connection. {@code onAppended} is called under the send lock by the thread that writes;
 * {@code onResponse}, {@code onBlobEnd}, {@code onDiscarded} and {@code onBatchEnd} are serial, in the read context;
 * {@code onWritten} is serial, in the write context; {@code onClosed} is last, once. None may block.
 *
 * <p>The transport itself closes the connection for what the protocol forbids: wrong magic or version, an unknown flag,
 * lengths that cannot be, a seq that was never assigned, an end of stream (with a frame begun or not).
 */
public interface ClientConnectionHandler {

    /**
     * A request was appended and can leave once this returns. Must not throw.
     *
     * @param deadline as it was given to {@link ClientConnection#write}
     */
    void onAppended(long seq, RequestFrame frame, long deadline);

    /**
     * A response's header and message (or error text) are whole.
     *
     * @param flag {@link ResponseHeader#OK}, {@link ResponseHeader#ERRNO} or {@link ResponseHeader#TEXT}
     * @param errno with flag {@code ERRNO}, an unsigned 32-bit value
     * @param buf holds the message or the text, only until this returns
     * @param blobLength bytes of the blob that follows, 0 when there is none
     * @return for {@code blobLength > 0}: where the blob goes, a buffer with at least that much room from its position on; null:
     *     its bytes are discarded. Ignored when there is no blob.
     */
    @Nullable
    ByteBuffer onResponse(long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength);

    /** The blob of the last {@link #onResponse} has arrived, or has been discarded. Only when it had one. */
    void onBlobEnd(long seq);

    /** A response exceeds this side's limits; its bytes are discarded as they arrive. The reason is for the user. */
    void onDiscarded(long seq, String reason);

    /** All that had arrived was delivered; what was written meanwhile is flushed when this returns. */
    void onBatchEnd();

    /** The kernel has taken bytes. */
    void onWritten();

    /**
     * The connection is gone and every blob was given back.
     *
     * @param cause null after {@link Connection#close} without one
     * @param lastSeqSent no byte of a request with a higher seq was ever given to the kernel
     */
    void onClosed(@Nullable Throwable cause, long lastSeqSent);
}
