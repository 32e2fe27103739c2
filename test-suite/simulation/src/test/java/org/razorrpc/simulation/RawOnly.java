package org.razorrpc.simulation;

import java.lang.reflect.Type;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;

/** A codec for actions whose messages are raw bytes, which need none. */
enum RawOnly implements Codec {
    CODEC;

    @Override
    public int formatId() {
        return 128;
    }

    @Override
    public <T> MessageCodec<T> of(Type type) {
        throw new CodecException("raw messages only, not " + type);
    }
}
