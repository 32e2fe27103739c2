package org.razorrpc.stream.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing {@code byte[]} with a write position: what codecs and headers are written into. Little-endian for the header
 * methods; codecs that want speed call {@link #ensure} once, write into {@link #array} themselves and set the
 * {@link #position(int) position}. Not thread-safe; it belongs to whoever was handed it, for the time of that call.
 *
 * <p>A {@link #limit(int) limit} bounds the position. Growing beyond it throws {@link Overflow}, which passes through codecs
 * untouched to whoever set the limit.
 */
public final class WireBuffer {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Some JVMs refuse arrays of the last few sizes below {@link Integer#MAX_VALUE}. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    private int position;
    private int limit = MAX_ARRAY;

    public WireBuffer(int initialCapacity) {
        bytes = new byte[initialCapacity];
    }

    /** The backing array. {@link #ensure} may replace it. */
    public byte[] array() {
        return bytes;
    }

    public int position() {
        return position;
    }

    /** Moves the position: forward after writing into {@link #array}, back to drop what was written since. */
    public void position(int newPosition) {
        if (newPosition < 0 || newPosition > bytes.length) {
            throw new IllegalArgumentException("position " + newPosition + " is outside 0.." + bytes.length);
        }
        position = newPosition;
    }

    /** The position that may not be passed. */
    public int limit() {
        return limit;
    }

    public void limit(int newLimit) {
        limit = Math.min(newLimit, MAX_ARRAY);
    }

    /** Takes the limit away. */
    public void noLimit() {
        limit = MAX_ARRAY;
    }

    /**
     * Makes room for {@code count} bytes behind the position; must be called before {@link #array} is taken.
     *
     * @throws Overflow when they would pass the limit
     */
    public void ensure(int count) {
        if (count > bytes.length - position || count > limit - position) {
            grow(count);
        }
    }

    private void grow(int count) {
        long needed = (long) position + count;
        if (needed > limit) {
            throw new Overflow(needed, limit);
        }
        if (needed > bytes.length) {
            long doubled = Math.max(needed, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, MAX_ARRAY));
        }
    }

    public void putByte(int value) {
        ensure(1);
        bytes[position++] = (byte) value;
    }

    public void putInt(int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, position, value);
        position += Integer.BYTES;
    }

    public void putLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, position, value);
        position += Long.BYTES;
    }

    public void putBytes(byte[] source) {
        putBytes(source, 0, source.length);
    }

    public void putBytes(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, position, length);
        position += length;
    }

    /** Overwrites four bytes at {@code index}, which lies before the position: a length that was not known before. */
    public void setInt(int index, int value) {
        INT.set(bytes, index, value);
    }

    /** The buffer's limit would be passed. Has no stack trace: the one who set the limit knows where. */
    public static final class Overflow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Overflow(long needed, int limit) {
            super(needed + " bytes needed, the limit is " + limit, null, false, false);
        }
    }
}
