package org.razorrpc.stream.spi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.ErrorCode;

/**
 * What happens on a server connection. All but {@code onWritten} and {@code onClosed} are serial, in the read context;
 * {@code onWritten} is serial, in the write context; {@code onClosed} is last, once. None may block.
 *
 * <p>The transport itself closes the connection for a wrong magic, a seq that does not grow, and an end of stream inside a
 * frame.
 */
public interface ServerConnectionHandler {

    /**
     * A whole request.
     *
     * @param action the numeric action, not negative; -1 when {@code actionName} is set
     * @param actionName null for a numeric action
     * @param buf holds the message, only until this returns
     * @param blob from position to limit; the handler's to keep; null: none
     */
    void onRequest(
            long seq,
            int format,
            long clientId,
            int action,
            @Nullable String actionName,
            byte[] buf,
            int offset,
            int length,
            @Nullable ByteBuffer blob);

    /** A ping; it is answered with an empty ok response. */
    void onPing(long seq);

    /**
     * A request that the protocol refuses: answer {@code word} for its seq.
     *
     * @param reason for the log
     * @param last whether the connection ends with it: no further frame is delivered, and once the requests before it are
     *     answered, {@link ServerConnection#finish} is due
     */
    void onRefused(long seq, ErrorCode word, String reason, boolean last);

    /** All that had arrived was delivered; what was written meanwhile is flushed when this returns. */
    void onBatchEnd();

    /** The peer will send nothing more, between two frames: once its requests are answered, the connection is closed. */
    void onInputEnd();

    /** The kernel has taken bytes. */
    void onWritten();

    /** The connection is gone and every blob was given back. */
    void onClosed(@Nullable Throwable cause);
}
