package org.razorrpc.stream;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** Strings as UTF-8. The strings "unencodable" and "undecodable" are what they say, "crash" throws something else. */
final class TextTestCodec implements Codec {
    static final int FORMAT = 128;

    /** Run under the send lock by the string "callback". */
    Runnable callback = () -> {};
    /** Run by each write before it takes the send lock: what another thread may do just then. */
    Runnable beforeWrite = () -> {};

    @Override
    public int formatId() {
        beforeWrite.run();
        return FORMAT;
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> MessageCodec<T> of(Type type) {
        if (type == Void.class) {
            return (MessageCodec<T>) new Unit();
        }
        if (type == String.class) {
            return (MessageCodec<T>) new Text();
        }
        throw new CodecException("no codec for " + type);
    }

    private static final class Unit implements MessageCodec<Void> {
        @Override
        public void encode(Void value, WireBuffer out) {}

        @Override
        public Void decode(byte[] buf, int offset, int length) {
            return null;
        }
    }

    private final class Text implements MessageCodec<String> {
        @Override
        public void encode(String value, WireBuffer out) {
            out.putBytes(value.getBytes(StandardCharsets.UTF_8));
            switch (value) {
                case "unencodable" -> throw new CodecException("not encodable");
                case "crash" -> throw new StackOverflowError("the codec crashed");
                case "callback" -> callback.run();
                default -> {}
            }
        }

        @Override
        public String decode(byte[] buf, int offset, int length) {
            String text = new String(buf, offset, length, StandardCharsets.UTF_8);
            if (text.isEmpty() || text.equals("undecodable")) {
                throw new CodecException("not decodable");
            }
            if (text.equals("crash")) {
                throw new StackOverflowError("the codec crashed");
            }
            return text;
        }
    }
}
