package org.razorrpc.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.RequestHeader;

/** A request; {@code number} is -1 for a string action, whose name has {@code nameLength} bytes. */
record MemRequest(
        long seq,
        int format,
        long clientId,
        int number,
        @Nullable String name,
        int nameLength,
        byte[] message,
        @Nullable ByteBuffer blob)
        implements MemFrame {

    @Override
    public long size() {
        return RequestHeader.SIZE + nameLength + (long) message.length + MemFrame.length(blob);
    }
}
