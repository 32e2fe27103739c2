package org.razorrpc.codec.msgpack;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HexFormat;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** Values to bytes and back, for tests. */
final class Messages {
    static final Codec CODEC = new MsgpackCodecProvider().create();

    private Messages() {}

    static byte[] encode(Codec codec, Type type, Object value) {
        WireBuffer out = new WireBuffer(1);
        out.putByte(0x55);
        codec.of(type).encode(value, out);
        return Arrays.copyOfRange(out.array(), 1, out.position());
    }

    static String hex(Codec codec, Type type, Object value) {
        return HexFormat.of().formatHex(encode(codec, type, value));
    }

    static String hex(Type type, Object value) {
        return hex(CODEC, type, value);
    }

    /** Decodes from the middle of an array that has other bytes before and behind. */
    static <T> T decode(Codec codec, Type type, byte[] message) {
        byte[] around = new byte[message.length + 12];
        Arrays.fill(around, (byte) 0x81);
        System.arraycopy(message, 0, around, 5, message.length);
        MessageCodec<T> of = codec.of(type);
        return of.decode(around, 5, message.length);
    }

    static <T> T decode(Type type, String hex) {
        return decode(CODEC, type, HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
