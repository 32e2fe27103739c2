package org.razorrpc.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.WireBuffer;

/** A frame on its way through memory: nothing in it is shared with whoever wrote it. */
sealed interface MemFrame permits MemRequest, MemResponse {

    long seq();

    /** Bytes that it would have on the wire. */
    long size();

    /** A private copy of a blob. */
    static @Nullable ByteBuffer copy(@Nullable Blob blob, int limit) {
        if (blob == null) {
            return null;
        }
        if (blob.length() > limit) {
            throw new CodecException("the blob has " + blob.length() + " bytes, the limit maxBlob is " + limit);
        }
        ByteBuffer copy = ByteBuffer.allocate((int) blob.length());
        blob.parts().forEach(part -> copy.put(part.duplicate()));
        return copy.flip();
    }

    /** What {@code encoder} writes, at most {@code limit} bytes of it. */
    static byte[] encode(Consumer<WireBuffer> encoder, String limitName, int limit) {
        WireBuffer out = new WireBuffer(Math.min(limit, 256));
        out.limit(limit);
        try {
            encoder.accept(out);
        } catch (WireBuffer.Overflow tooLong) {
            throw new CodecException(
                    "over the limit " + limitName + " of " + limit + " bytes: " + tooLong.getMessage());
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static int length(@Nullable ByteBuffer blob) {
        return blob == null ? 0 : blob.remaining();
    }
}
