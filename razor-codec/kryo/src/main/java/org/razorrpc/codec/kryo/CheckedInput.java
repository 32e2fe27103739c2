package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.io.Input;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message in the array it arrived in. It differs from Kryo's Input in three ways. No length is believed: what is
 * announced must be there before memory is taken for it. The array is never written (Input moves the rest to its front when
 * it runs out of bytes, and would overwrite the neighbours of the message). Strings are a byte count and strict UTF-8: Kryo's
 * own are read through a buffer whose old contents shine through malformed bytes, another peer's text.
 */
final class CheckedInput extends Input {
    private static final byte[] NOTHING = {};

    private int start;

    void open(byte[] buf, int offset, int length) {
        setBuffer(buf, offset, length);
        start = offset;
    }

    /** Lets go of the caller's array. */
    void release() {
        setBuffer(NOTHING, 0, 0);
    }

    void expectEnd() {
        if (position != limit) {
            throw new Refusal(
                    (limit - position) + " bytes are left over after the value, at byte " + (position - start));
        }
    }

    /** Reads a count of things that take a byte or more each. */
    static int readCount(Input in) {
        int count = in.readVarInt(true);
        int remaining = in.limit() - in.position();
        if (count < 0 || count > remaining) {
            throw new Refusal(
                    Integer.toUnsignedString(count) + " elements are announced, " + remaining + " bytes are left");
        }
        return count;
    }

    private void check(int count, int width) {
        int remaining = limit - position;
        if (count < 0 || (long) count * width > remaining) {
            throw new Refusal(Integer.toUnsignedString(count) + " x " + width + " bytes are announced at byte "
                    + (position - start) + ", " + remaining + " are left");
        }
    }

    @Override
    protected int require(int required) {
        check(required, 1);
        return limit - position;
    }

    @Override
    protected int optional(int optional) {
        int remaining = limit - position;
        if (remaining >= optional) {
            return optional;
        }
        return remaining == 0 ? -1 : remaining;
    }

    @Override
    public @Nullable String readString() {
        int announced = readVarInt(true);
        if (announced == 0) {
            return null;
        }
        int length = announced - 1;
        check(length, 1);
        int from = position;
        position = from + length;
        for (int i = from; i < position; i++) {
            if (buffer[i] < 0) {
                return utf8(from, length);
            }
        }
        return new String(buffer, from, length, StandardCharsets.ISO_8859_1);
    }

    private String utf8(int from, int length) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, from, length);
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal("the string at byte " + (from - start) + " is not UTF-8");
        }
    }

    @Override
    public @Nullable StringBuilder readStringBuilder() {
        String string = readString();
        return string == null ? null : new StringBuilder(string);
    }

    @Override
    public byte[] readBytes(int length) {
        check(length, Byte.BYTES);
        return super.readBytes(length);
    }

    @Override
    public int[] readInts(int length) {
        check(length, Integer.BYTES);
        return super.readInts(length);
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        check(length, 1);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        check(length, Long.BYTES);
        return super.readLongs(length);
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        check(length, 1);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        check(length, Float.BYTES);
        return super.readFloats(length);
    }

    @Override
    public double[] readDoubles(int length) {
        check(length, Double.BYTES);
        return super.readDoubles(length);
    }

    @Override
    public short[] readShorts(int length) {
        check(length, Short.BYTES);
        return super.readShorts(length);
    }

    @Override
    public char[] readChars(int length) {
        check(length, Character.BYTES);
        return super.readChars(length);
    }

    @Override
    public boolean[] readBooleans(int length) {
        check(length, 1);
        return super.readBooleans(length);
    }
}
