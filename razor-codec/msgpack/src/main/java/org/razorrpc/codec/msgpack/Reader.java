package org.razorrpc.codec.msgpack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.msgpack.core.MessagePack.Code;

/**
 * Reads msgpack in place from one message. No length is believed: every announced length is compared with the bytes that are
 * really left before anything is taken for it (an element has at least one byte). Positions in messages count from the
 * message's first byte, and are those of the value's first byte.
 */
final class Reader {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NOTHING = {};
    private static final int LOWEST_FIXINT = -32;
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

    private byte[] bytes = NOTHING;
    private int start;
    private int position;
    private int end;

    void open(byte[] buf, int offset, int length) {
        bytes = buf;
        start = offset;
        position = offset;
        end = offset + length;
    }

    /** Lets go of the message. */
    void close() {
        bytes = NOTHING;
        start = 0;
        position = 0;
        end = 0;
    }

    void requireEnd() {
        if (position != end) {
            throw failure(position, (end - position) + " bytes are left over after the value");
        }
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    /** The next value's first byte, which stays; -1 at the end, which is a fixint's and so no header's. */
    int peek() {
        return position < end ? bytes[position] & 0xff : -1;
    }

    boolean tryNil() {
        if (position < end && bytes[position] == Code.NIL) {
            position++;
            return true;
        }
        return false;
    }

    void readNil() {
        if (!tryNil()) {
            throw unexpected("nil", position);
        }
    }

    boolean readBoolean() {
        int at = position;
        byte code = next("bool");
        if (code != Code.TRUE && code != Code.FALSE) {
            throw unexpected("bool", at);
        }
        return code == Code.TRUE;
    }

    byte readByte() {
        int at = position;
        return (byte) inRange(readLong(), Byte.MIN_VALUE, Byte.MAX_VALUE, at);
    }

    short readShort() {
        int at = position;
        return (short) inRange(readLong(), Short.MIN_VALUE, Short.MAX_VALUE, at);
    }

    int readInt() {
        int at = position;
        return (int) inRange(readLong(), Integer.MIN_VALUE, Integer.MAX_VALUE, at);
    }

    /** One of the integers of a {@code Vec<u8>} or {@code Vec<i8>}. */
    byte readOctet() {
        int at = position;
        return (byte) inRange(readLong(), Byte.MIN_VALUE, 0xff, at);
    }

    private long inRange(long value, long least, long most, int at) {
        if (value < least || value > most) {
            throw failure(at, value + " does not fit, the range is " + least + " to " + most);
        }
        return value;
    }

    long readLong() {
        int at = position;
        byte code = next("int");
        if (code >= LOWEST_FIXINT) {
            return code;
        }
        if (code == Code.UINT64) {
            long value = take8(at);
            if (value < 0) {
                throw failure(at, Long.toUnsignedString(value) + " does not fit, the range ends at 2^63-1");
            }
            return value;
        }
        return wideInteger(code, at);
    }

    /** A number of 0 to 2^64-1, as its bits. */
    long readUnsigned() {
        int at = position;
        byte code = next("int");
        if (code == Code.UINT64) {
            return take8(at);
        }
        long value = code >= LOWEST_FIXINT ? code : wideInteger(code, at);
        if (value < 0) {
            throw failure(at, value + " does not fit, the range is 0 to 2^64-1");
        }
        return value;
    }

    BigInteger readBigInteger() {
        if (peek() != (Code.UINT64 & 0xff)) {
            return BigInteger.valueOf(readLong());
        }
        BigInteger value = BigInteger.valueOf(readUnsigned());
        return value.signum() < 0 ? value.add(TWO_TO_64) : value;
    }

    private long wideInteger(byte code, int at) {
        return switch (code) {
            case Code.UINT8 -> take1(at) & 0xff;
            case Code.UINT16 -> take2(at) & 0xffff;
            case Code.UINT32 -> take4(at) & 0xffff_ffffL;
            case Code.INT8 -> take1(at);
            case Code.INT16 -> take2(at);
            case Code.INT32 -> take4(at);
            case Code.INT64 -> take8(at);
            default -> throw unexpected("int", at);
        };
    }

    float readFloat() {
        int at = position;
        double value = readDouble("float");
        if ((float) value != value && !Double.isNaN(value)) {
            throw failure(at, value + " does not fit a 32-bit float exactly");
        }
        return (float) value;
    }

    double readDouble() {
        return readDouble("float");
    }

    private double readDouble(String expected) {
        int at = position;
        byte code = next(expected);
        if (code == Code.FLOAT32) {
            return Float.intBitsToFloat(take4(at));
        }
        if (code == Code.FLOAT64) {
            return Double.longBitsToDouble(take8(at));
        }
        if (!isInteger(code)) {
            throw unexpected(expected, at);
        }
        position = at;
        long value = readLong();
        double exact = value;
        if ((long) exact != value || value == Long.MAX_VALUE) {
            throw failure(at, value + " does not fit a float exactly");
        }
        return exact;
    }

    char readChar() {
        int at = position;
        String value = readString();
        if (value.length() != 1) {
            throw failure(at, "expected one character of the basic plane, found a str of " + value.length() + " chars");
        }
        return value.charAt(0);
    }

    String readString() {
        int at = position;
        int length = readStringHeader();
        int from = position;
        position = from + length;
        if (isAscii(from, position)) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        String value = new String(bytes, from, length, StandardCharsets.UTF_8);
        // The JDK's decoder puts U+FFFD where bytes are wrong; only then (or where the text has one) the slow check is
        // due.
        if (value.indexOf('\uFFFD') >= 0) {
            requireUtf8(from, length, at);
        }
        return value;
    }

    private boolean isAscii(int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            if (((long) LONG.get(bytes, i) & 0x8080_8080_8080_8080L) != 0) {
                return false;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private void requireUtf8(int from, int length, int at) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
        } catch (CharacterCodingException e) {
            throw failure(at, "the str is not valid UTF-8");
        }
    }

    /** Stands at the str's first byte afterwards; all of them are there. */
    int readStringHeader() {
        int at = position;
        byte code = next("str");
        if (Code.isFixStr(code)) {
            return present(code & 0x1f, 1, "bytes", at);
        }
        return switch (code) {
            case Code.STR8 -> present(take1(at) & 0xff, 1, "bytes", at);
            case Code.STR16 -> present(take2(at) & 0xffff, 1, "bytes", at);
            case Code.STR32 -> present(take4(at) & 0xffff_ffffL, 1, "bytes", at);
            default -> throw unexpected("str", at);
        };
    }

    /** A bin, or an array of small integers. */
    byte[] readBytes() {
        if (isArray()) {
            byte[] value = new byte[readArrayHeader()];
            for (int i = 0; i < value.length; i++) {
                value[i] = readOctet();
            }
            return value;
        }
        return takeBytes(readBinHeader());
    }

    private int readBinHeader() {
        int at = position;
        return switch (next("bin")) {
            case Code.BIN8 -> present(take1(at) & 0xff, 1, "bytes", at);
            case Code.BIN16 -> present(take2(at) & 0xffff, 1, "bytes", at);
            case Code.BIN32 -> present(take4(at) & 0xffff_ffffL, 1, "bytes", at);
            default -> throw unexpected("bin", at);
        };
    }

    /** Stands at the ext's type afterwards, which the length does not count. */
    int readExtensionHeader() {
        int at = position;
        byte code = next("ext");
        long length = switch (code) {
            case Code.FIXEXT1, Code.FIXEXT2, Code.FIXEXT4, Code.FIXEXT8, Code.FIXEXT16 -> 1L << code - Code.FIXEXT1;
            case Code.EXT8 -> take1(at) & 0xff;
            case Code.EXT16 -> take2(at) & 0xffff;
            case Code.EXT32 -> take4(at) & 0xffff_ffffL;
            default -> throw unexpected("ext", at);
        };
        return present(length + 1, 1, "bytes", at) - 1;
    }

    byte takeByte() {
        return take1(position);
    }

    /** Bytes that a header has been read for. */
    byte[] takeBytes(int length) {
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    boolean isArray() {
        int code = peek();
        return code >> 4 == 0x9 || code == (Code.ARRAY16 & 0xff) || code == (Code.ARRAY32 & 0xff);
    }

    boolean isMap() {
        int code = peek();
        return code >> 4 == 0x8 || code == (Code.MAP16 & 0xff) || code == (Code.MAP32 & 0xff);
    }

    int readArrayHeader() {
        int at = position;
        byte code = next("array");
        if (Code.isFixedArray(code)) {
            return present(code & 0xf, 1, "elements", at);
        }
        return switch (code) {
            case Code.ARRAY16 -> present(take2(at) & 0xffff, 1, "elements", at);
            case Code.ARRAY32 -> present(take4(at) & 0xffff_ffffL, 1, "elements", at);
            default -> throw unexpected("array", at);
        };
    }

    int readMapHeader() {
        int at = position;
        byte code = next("map");
        if (Code.isFixedMap(code)) {
            return present(code & 0xf, 2, "entries", at);
        }
        return switch (code) {
            case Code.MAP16 -> present(take2(at) & 0xffff, 2, "entries", at);
            case Code.MAP32 -> present(take4(at) & 0xffff_ffffL, 2, "entries", at);
            default -> throw unexpected("map", at);
        };
    }

    private int present(long count, int bytesEach, String what, int at) {
        if (count * bytesEach > end - position) {
            throw failure(at, count + " " + what + " announced, " + (end - position) + " bytes left");
        }
        return (int) count;
    }

    /**
     * The header of a record by names. An array, which holds all components in order, is told apart by the sign.
     *
     * @return entries of the map, or the complement of {@code components}
     */
    int namedHeader(int components, int depth) {
        if (isArray()) {
            return tupleHeader(components, depth);
        }
        enter(depth);
        return readMapHeader();
    }

    /** The header of a tuple; returns the complement of {@code components}. */
    int tupleHeader(int components, int depth) {
        enter(depth);
        int at = position;
        int count = readArrayHeader();
        if (count != components) {
            throw failure(at, "expected an array of " + components + " components, found " + count + " elements");
        }
        return ~components;
    }

    /** The header of a unit; returns the complement of 0. */
    int unitHeader(int components, int depth) {
        return tryNil() ? ~0 : tupleHeader(components, depth);
    }

    /** A newtype has no header, but counts as a level: types that hold nothing but themselves would read for ever. */
    int newtypeHeader(int components, int depth) {
        enter(depth);
        return ~components;
    }

    void enter(int depth) {
        if (depth <= 0) {
            throw failure(position, "nested deeper than maxDepth allows");
        }
    }

    /**
     * Reads a key of a record.
     *
     * @param expected the one that comes next when the peer keeps the order
     * @return the key's index; -1: none of them
     */
    int readKey(Keys keys, int expected) {
        byte[] key = keys.encoded(expected);
        int from = position;
        if (key.length > end - from) {
            return lookUp(keys);
        }
        // Keys are short: a loop is quicker than a call of Arrays.equals.
        for (int i = 0; i < key.length; i++) {
            if (bytes[from + i] != key[i]) {
                return lookUp(keys);
            }
        }
        position = from + key.length;
        return expected;
    }

    private int lookUp(Keys keys) {
        int at = position;
        int length = readStringHeader();
        int index = keys.find(bytes, position, length);
        if (index < 0) {
            position = at;
            readString();
        } else {
            position += length;
        }
        return index;
    }

    /**
     * Reads a name that must be one of an enum's or sealed type's.
     *
     * @param problem what to say of another name, such as {@code Color has no constant}
     */
    int readName(Keys names, String problem) {
        int at = position;
        int index = readKey(names, 0);
        if (index < 0) {
            position = at;
            throw failure(at, problem + " " + Malformed.quoted(readString()));
        }
        return index;
    }

    /** The header of a tagged variant: a map of one entry, whose key comes next. */
    void readTag(int depth) {
        enter(depth);
        int at = position;
        int count = readMapHeader();
        if (count != 1) {
            throw failure(at, "expected a variant, which is a map of one entry, found " + count + " entries");
        }
    }

    /** Skips one value of any type, in a loop: bytes decide how deep it is, so no stack may depend on it. */
    void skip() {
        for (long values = 1; values > 0; values--) {
            values += skipOne();
        }
    }

    /** Returns how many values belong to the one that was skipped. */
    private long skipOne() {
        if (isArray()) {
            return readArrayHeader();
        }
        if (isMap()) {
            return 2L * readMapHeader();
        }
        int at = position;
        byte code = next("a value");
        if (code >= LOWEST_FIXINT || code == Code.NIL || code == Code.TRUE || code == Code.FALSE) {
            return 0;
        }
        position = at;
        int rest = Code.isFixStr(code) ? readStringHeader() : skipSized(code, at);
        position += rest;
        return 0;
    }

    /** Returns how many bytes are still to be passed over. */
    private int skipSized(byte code, int at) {
        return switch (code) {
            case Code.STR8, Code.STR16, Code.STR32 -> readStringHeader();
            case Code.BIN8, Code.BIN16, Code.BIN32 -> readBinHeader();
            case Code.UINT64 -> {
                readUnsigned();
                yield 0;
            }
            case Code.FLOAT32, Code.FLOAT64 -> {
                readDouble();
                yield 0;
            }
            case Code.NEVER_USED -> throw unexpected("a value", at);
            default -> {
                if (isInteger(code)) {
                    readLong();
                    yield 0;
                }
                yield readExtensionHeader() + 1;
            }
        };
    }

    private byte next(String expected) {
        if (position >= end) {
            throw unexpected(expected, position);
        }
        return bytes[position++];
    }

    private byte take1(int at) {
        need(1, at);
        return bytes[position++];
    }

    private short take2(int at) {
        need(Short.BYTES, at);
        position += Short.BYTES;
        return (short) SHORT.get(bytes, position - Short.BYTES);
    }

    private int take4(int at) {
        need(Integer.BYTES, at);
        position += Integer.BYTES;
        return (int) INT.get(bytes, position - Integer.BYTES);
    }

    private long take8(int at) {
        need(Long.BYTES, at);
        position += Long.BYTES;
        return (long) LONG.get(bytes, position - Long.BYTES);
    }

    private void need(int count, int at) {
        if (count > end - position) {
            throw failure(at, "the message ends inside a value that begins");
        }
    }

    Malformed failure(int at, String message) {
        return Malformed.at(at - start, message);
    }

    Malformed unexpected(String expected, int at) {
        return failure(at, "expected " + expected + ", found " + typeAt(at));
    }

    private static boolean isInteger(byte code) {
        return code >= LOWEST_FIXINT || code >= Code.UINT8 && code <= Code.INT64;
    }

    private String typeAt(int at) {
        if (at >= end) {
            return "the end of the message";
        }
        byte code = bytes[at];
        if (isInteger(code)) {
            return "int";
        }
        if (Code.isFixStr(code)) {
            return "str";
        }
        if (Code.isFixedArray(code)) {
            return "array";
        }
        if (Code.isFixedMap(code)) {
            return "map";
        }
        return switch (code) {
            case Code.NIL -> "nil";
            case Code.TRUE, Code.FALSE -> "bool";
            case Code.STR8, Code.STR16, Code.STR32 -> "str";
            case Code.BIN8, Code.BIN16, Code.BIN32 -> "bin";
            case Code.FLOAT32, Code.FLOAT64 -> "float";
            case Code.ARRAY16, Code.ARRAY32 -> "array";
            case Code.MAP16, Code.MAP32 -> "map";
            case Code.NEVER_USED -> "the unused code 0xc1";
            default -> "ext";
        };
    }
}
