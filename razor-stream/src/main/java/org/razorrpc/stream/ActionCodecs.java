package org.razorrpc.stream;

import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** The message codecs of one action under one codec; {@code error} is null where the action has no error type. */
record ActionCodecs<Q, R>(
        Codec codec,
        MessageCodec<Q> request,
        MessageCodec<R> response,
        @Nullable MessageCodec<Object> error) {

    static <Q, R> ActionCodecs<Q, R> resolve(Action<Q, R> action, Codec codec) {
        Type error = action.errorType();
        return new ActionCodecs<>(
                codec,
                of(codec, action.requestType()),
                of(codec, action.responseType()),
                error == null ? null : codec.of(error));
    }

    @SuppressWarnings("unchecked") // Without a type the action was made by Action.raw: T is byte[].
    private static <T> MessageCodec<T> of(Codec codec, @Nullable Type type) {
        return type == null ? (MessageCodec<T>) RawBytes.CODEC : codec.of(type);
    }

    private enum RawBytes implements MessageCodec<byte[]> {
        CODEC;

        @Override
        public void encode(byte @Nullable [] value, WireBuffer out) {
            if (value == null) {
                throw new CodecException("a raw message is null; an empty one is new byte[0]");
            }
            out.putBytes(value);
        }

        @Override
        public byte[] decode(byte[] buf, int offset, int length) {
            return Arrays.copyOfRange(buf, offset, offset + length);
        }
    }
}
