package org.razorrpc.stream.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 20 bytes before every response, version 1. The only place that knows their layout. */
public final class ResponseHeader {
    public static final int SIZE = 20;
    /** A message and a blob follow, either may be empty. */
    public static final int OK = 0;
    /** An errno in the place of the message's length; nothing follows. */
    public static final int ERRNO = 1;
    /** An error text follows. */
    public static final int TEXT = 2;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ResponseHeader() {}

    /**
     * Appends a header whose lengths are still 0 and returns where it begins, for {@link #setValue} and
     * {@link #setBlobLength}.
     */
    public static int append(WireBuffer out, int flag, long seq) {
        out.ensure(SIZE);
        byte[] buf = out.array();
        int at = out.position();
        INT.set(buf, at, RequestHeader.MAGIC | RequestHeader.VERSION << 16 | flag << 24);
        INT.set(buf, at + 4, 0);
        LONG.set(buf, at + 8, seq);
        INT.set(buf, at + 16, 0);
        out.position(at + SIZE);
        return at;
    }

    /** The message's length with flag {@link #OK}, the errno with flag {@link #ERRNO}. */
    public static void setValue(WireBuffer out, int header, int value) {
        out.setInt(header + 4, value);
    }

    /** The blob's length with flag {@link #OK}, the text's with flag {@link #TEXT}. */
    public static void setBlobLength(WireBuffer out, int header, int length) {
        out.setInt(header + 16, length);
    }

    public static int magic(byte[] buf, int at) {
        return (short) SHORT.get(buf, at) & 0xffff;
    }

    public static int version(byte[] buf, int at) {
        return buf[at + 2] & 0xff;
    }

    public static int flag(byte[] buf, int at) {
        return buf[at + 3] & 0xff;
    }

    /** The message's length as an unsigned value, or the errno's bits. */
    public static int value(byte[] buf, int at) {
        return (int) INT.get(buf, at + 4);
    }

    public static long seq(byte[] buf, int at) {
        return (long) LONG.get(buf, at + 8);
    }

    /** Signed on the wire; below 0 is a protocol error. */
    public static int blobLength(byte[] buf, int at) {
        return (int) INT.get(buf, at + 16);
    }
}
