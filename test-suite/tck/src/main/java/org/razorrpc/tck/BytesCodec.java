package org.razorrpc.tck;

import java.lang.reflect.Type;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;

/** For clients whose messages are raw bytes. */
final class BytesCodec implements Codec {

    @Override
    public int formatId() {
        return 255;
    }

    @Override
    public String name() {
        return "bytes";
    }

    @Override
    public <T> MessageCodec<T> of(Type type) {
        throw new CodecException("only raw bytes, not " + type.getTypeName());
    }
}
