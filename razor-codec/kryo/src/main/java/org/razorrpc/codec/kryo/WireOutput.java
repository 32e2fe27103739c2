package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/** Writes straight into the array of a {@link WireBuffer}, which grows it and bounds it. */
final class WireOutput extends Output {
    private static final WireBuffer NOWHERE = new WireBuffer(0);

    private WireBuffer out = NOWHERE;

    void open(WireBuffer buffer) {
        out = buffer;
        adopt();
    }

    void finish() {
        out.position(position);
    }

    /** Lets go of the caller's buffer. */
    void release() {
        open(NOWHERE);
    }

    private void adopt() {
        buffer = out.array();
        position = out.position();
        capacity = Math.min(buffer.length, out.limit());
    }

    @Override
    protected boolean require(int required) {
        if (required <= capacity - position) {
            return false;
        }
        out.position(position);
        out.ensure(required);
        adopt();
        return true;
    }

    /** The byte count plus one, 0 for null, then UTF-8: see {@link CheckedInput}. */
    @Override
    public void writeString(@Nullable String value) {
        if (value == null) {
            writeByte(0);
            return;
        }
        int start = position;
        int length = value.length();
        writeVarInt(length + 1, true);
        require(length);
        byte[] bytes = buffer;
        int at = position;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                position = start;
                writeUtf8(value);
                return;
            }
            bytes[at++] = (byte) c;
        }
        position = at;
    }

    private void writeUtf8(String value) {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            writeVarInt(utf8.remaining() + 1, true);
            writeBytes(utf8.array(), 0, utf8.remaining());
        } catch (CharacterCodingException e) {
            throw new Refusal("a string holds half a surrogate pair, which UTF-8 has no bytes for");
        }
    }

    @Override
    public void writeAscii(@Nullable String value) {
        writeString(value);
    }
}
