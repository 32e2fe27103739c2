package org.razorrpc.codec.msgpack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.msgpack.core.MessagePack.Code;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * Appends msgpack's scalars and headers, each in its shortest form. Room is asked for to the byte: the buffer's limit is the
 * message's, and a message of exactly that size must pass.
 */
final class Writer {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LOWEST_FIXINT = -32;
    private static final long MAX_UINT32 = 0xffff_ffffL;

    private Writer() {}

    /** Before the header of anything that nests; the cycles of an object graph end here. */
    static void enter(int depth) {
        if (depth <= 0) {
            throw Malformed.tooDeep();
        }
    }

    static void putNil(WireBuffer out) {
        out.putByte(Code.NIL);
    }

    static void putBoolean(WireBuffer out, boolean value) {
        out.putByte(value ? Code.TRUE : Code.FALSE);
    }

    static void putInt(WireBuffer out, int value) {
        if (value >= LOWEST_FIXINT && value <= Byte.MAX_VALUE) {
            out.putByte(value);
        } else if (value >= 0) {
            putUnsignedInt(out, value);
        } else {
            putNegative(out, value);
        }
    }

    static void putLong(WireBuffer out, long value) {
        if (value >= LOWEST_FIXINT && value <= Byte.MAX_VALUE) {
            out.putByte((int) value);
        } else if (value >= 0) {
            putUnsigned(out, value);
        } else {
            putNegative(out, value);
        }
    }

    /** Takes the bits as a number of 0 to 2^64-1. */
    static void putUnsigned(WireBuffer out, long value) {
        if (value >= 0 && value <= Byte.MAX_VALUE) {
            out.putByte((int) value);
        } else if ((value & ~MAX_UINT32) == 0) {
            putUnsignedInt(out, (int) value);
        } else {
            put8(out, Code.UINT64, value);
        }
    }

    private static void putUnsignedInt(WireBuffer out, int value) {
        if ((value & ~0xff) == 0) {
            put1(out, Code.UINT8, value);
        } else if ((value & ~0xffff) == 0) {
            put2(out, Code.UINT16, value);
        } else {
            put4(out, Code.UINT32, value);
        }
    }

    private static void putNegative(WireBuffer out, long value) {
        if (value >= Byte.MIN_VALUE) {
            put1(out, Code.INT8, (int) value);
        } else if (value >= Short.MIN_VALUE) {
            put2(out, Code.INT16, (int) value);
        } else if (value >= Integer.MIN_VALUE) {
            put4(out, Code.INT32, (int) value);
        } else {
            put8(out, Code.INT64, value);
        }
    }

    static void putBigInteger(WireBuffer out, BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            putLong(out, value.longValue());
        } else if (value.bitLength() == Long.SIZE && value.signum() > 0) {
            putUnsigned(out, value.longValue());
        } else {
            throw new Malformed("a number of " + value.bitLength() + " bits is outside -2^63 to 2^64-1");
        }
    }

    static void putFloat(WireBuffer out, float value) {
        put4(out, Code.FLOAT32, Float.floatToIntBits(value));
    }

    static void putDouble(WireBuffer out, double value) {
        put8(out, Code.FLOAT64, Double.doubleToLongBits(value));
    }

    static void putChar(WireBuffer out, char value) {
        putString(out, String.valueOf(value));
    }

    static void putString(WireBuffer out, String value) {
        int length = value.length();
        int start = out.position();
        putStringHeader(out, length);
        out.ensure(length);
        byte[] bytes = out.array();
        int base = out.position();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                out.position(start);
                putWideString(out, value);
                return;
            }
            bytes[base + i] = (byte) c;
        }
        out.position(base + length);
    }

    /** A string that is not all ASCII: its length in bytes has to be known before its header. */
    private static void putWideString(WireBuffer out, String value) {
        int length = utf8Length(value);
        putStringHeader(out, length);
        out.ensure(length);
        byte[] bytes = out.array();
        int p = out.position();
        for (int i = 0; i < value.length(); i++) {
            int c = value.charAt(i);
            if (c < 0x80) {
                bytes[p++] = (byte) c;
            } else if (c < 0x800) {
                bytes[p++] = (byte) (0xc0 | c >> 6);
                bytes[p++] = (byte) (0x80 | c & 0x3f);
            } else if (!Character.isSurrogate((char) c)) {
                bytes[p++] = (byte) (0xe0 | c >> 12);
                bytes[p++] = (byte) (0x80 | c >> 6 & 0x3f);
                bytes[p++] = (byte) (0x80 | c & 0x3f);
            } else {
                int point = Character.toCodePoint((char) c, value.charAt(++i));
                bytes[p++] = (byte) (0xf0 | point >> 18);
                bytes[p++] = (byte) (0x80 | point >> 12 & 0x3f);
                bytes[p++] = (byte) (0x80 | point >> 6 & 0x3f);
                bytes[p++] = (byte) (0x80 | point & 0x3f);
            }
        }
        out.position(p);
    }

    private static int utf8Length(String value) {
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw new Malformed("has a lone surrogate at index " + i + ", which is no character");
                }
                i++;
                length += 4;
            } else {
                length += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        if (length > Integer.MAX_VALUE) {
            throw new Malformed("a string of " + length + " bytes is longer than any message");
        }
        return (int) length;
    }

    private static void putStringHeader(WireBuffer out, int length) {
        if (length < 1 << 5) {
            out.putByte(Code.FIXSTR_PREFIX | length);
        } else if (length < 1 << 8) {
            put1(out, Code.STR8, length);
        } else {
            put2or4(out, Code.STR16, Code.STR32, length);
        }
    }

    static void putBytes(WireBuffer out, ByteBuffer value) {
        int length = value.remaining();
        if (length < 1 << 8) {
            put1(out, Code.BIN8, length);
        } else {
            put2or4(out, Code.BIN16, Code.BIN32, length);
        }
        out.ensure(length);
        value.get(value.position(), out.array(), out.position(), length);
        out.position(out.position() + length);
    }

    static void putBytesAsArray(WireBuffer out, ByteBuffer value) {
        putArrayHeader(out, value.remaining());
        for (int i = value.position(); i < value.limit(); i++) {
            putInt(out, value.get(i) & 0xff);
        }
    }

    static void putArrayHeader(WireBuffer out, int count) {
        if (count < 1 << 4) {
            out.putByte(Code.FIXARRAY_PREFIX | count);
        } else {
            put2or4(out, Code.ARRAY16, Code.ARRAY32, count);
        }
    }

    static void putMapHeader(WireBuffer out, int count) {
        if (count < 1 << 4) {
            out.putByte(Code.FIXMAP_PREFIX | count);
        } else {
            put2or4(out, Code.MAP16, Code.MAP32, count);
        }
    }

    static void putExtension(WireBuffer out, byte type, byte[] data) {
        int length = data.length;
        if (Integer.bitCount(length) == 1 && length <= 16) {
            // fixext1, 2, 4, 8 and 16 follow one another.
            out.putByte(Code.FIXEXT1 + Integer.numberOfTrailingZeros(length));
        } else if (length < 1 << 8) {
            put1(out, Code.EXT8, length);
        } else {
            put2or4(out, Code.EXT16, Code.EXT32, length);
        }
        out.putByte(type);
        out.putBytes(data);
    }

    private static void put2or4(WireBuffer out, byte code16, byte code32, int length) {
        if (length < 1 << 16) {
            put2(out, code16, length);
        } else {
            put4(out, code32, length);
        }
    }

    private static void put1(WireBuffer out, byte code, int value) {
        out.ensure(2);
        byte[] bytes = out.array();
        int p = out.position();
        bytes[p] = code;
        bytes[p + 1] = (byte) value;
        out.position(p + 2);
    }

    private static void put2(WireBuffer out, byte code, int value) {
        out.ensure(3);
        byte[] bytes = out.array();
        int p = out.position();
        bytes[p] = code;
        SHORT.set(bytes, p + 1, (short) value);
        out.position(p + 3);
    }

    private static void put4(WireBuffer out, byte code, int value) {
        out.ensure(5);
        byte[] bytes = out.array();
        int p = out.position();
        bytes[p] = code;
        INT.set(bytes, p + 1, value);
        out.position(p + 5);
    }

    private static void put8(WireBuffer out, byte code, long value) {
        out.ensure(9);
        byte[] bytes = out.array();
        int p = out.position();
        bytes[p] = code;
        LONG.set(bytes, p + 1, value);
        out.position(p + 9);
    }
}
