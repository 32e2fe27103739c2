package org.razorrpc.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one call may set besides its message. Immutable.
 *
 * @param blob sent beside the message; its bytes are razor's until the call has completed; null: none
 * @param responseBuffer where the response's blob goes, from its position, which razor advances; null: a buffer is made for it
 * @param timeout instead of the action's or the configuration's; null: theirs
 * @param idempotent null: as the action says
 */
public record CallOptions(
        @Nullable Blob blob,
        @Nullable ByteBuffer responseBuffer,
        @Nullable Duration timeout,
        @Nullable Boolean idempotent) {

    public static final CallOptions NONE = new CallOptions(null, null, null, null);

    public CallOptions {
        if (timeout != null) {
            Durations.positive("timeout", timeout);
        }
    }

    public static CallOptions blob(Blob blob) {
        return NONE.withBlob(blob);
    }

    public CallOptions withBlob(Blob newBlob) {
        return new CallOptions(newBlob, responseBuffer, timeout, idempotent);
    }

    public CallOptions withResponseBuffer(ByteBuffer buffer) {
        return new CallOptions(blob, buffer, timeout, idempotent);
    }

    public CallOptions withTimeout(Duration newTimeout) {
        return new CallOptions(blob, responseBuffer, newTimeout, idempotent);
    }

    public CallOptions withIdempotent(boolean newIdempotent) {
        return new CallOptions(blob, responseBuffer, timeout, newIdempotent);
    }
}
