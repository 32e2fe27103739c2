package org.razorrpc.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ResponseHeader;

/** A response; {@code message} is the message, or the error text. */
record MemResponse(
        long seq,
        int flag,
        int errno,
        byte[] message,
        @Nullable ByteBuffer blob) implements MemFrame {

    @Override
    public long size() {
        return ResponseHeader.SIZE + (long) message.length + MemFrame.length(blob);
    }
}
