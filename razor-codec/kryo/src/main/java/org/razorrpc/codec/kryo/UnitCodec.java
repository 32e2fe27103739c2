package org.razorrpc.codec.kryo;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** No value: one byte, Kryo's null. An absent message is read too. */
enum UnitCodec implements MessageCodec<Void> {
    UNIT;

    @Override
    public void encode(@Nullable Void value, WireBuffer out) {
        out.putByte(0);
    }

    @Override
    public @Nullable Void decode(byte[] buf, int offset, int length) {
        if (length > 1 || length == 1 && buf[offset] != 0) {
            throw new CodecException(length + " bytes are not a unit: it is one zero byte, or none");
        }
        return null;
    }
}
