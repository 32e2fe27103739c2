package org.razorrpc.stream.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 32 bytes before every request, version 1. The only place that knows their layout. */
public final class RequestHeader {
    public static final int SIZE = 32;
    public static final int MAGIC = 19749;
    public static final int VERSION = 1;
    /** The numeric action of a ping. */
    public static final int PING = 0;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int NAMED = 1 << 31;

    private RequestHeader() {}

    /**
     * Appends a header whose lengths are still 0 and returns where it begins, for {@link #setLengths}.
     *
     * @param actionNameLength bytes of the action string that follows the header; 0: the action is numeric
     */
    public static int append(WireBuffer out, int format, int action, int actionNameLength, long seq, long clientId) {
        out.ensure(SIZE);
        byte[] buf = out.array();
        int at = out.position();
        INT.set(buf, at, MAGIC | VERSION << 16 | format << 24);
        INT.set(buf, at + 4, actionNameLength == 0 ? action : NAMED | actionNameLength);
        LONG.set(buf, at + 8, seq);
        LONG.set(buf, at + 16, clientId);
        LONG.set(buf, at + 24, 0L);
        out.position(at + SIZE);
        return at;
    }

    public static void setLengths(WireBuffer out, int header, int messageLength, int blobLength) {
        out.setInt(header + 24, messageLength);
        out.setInt(header + 28, blobLength);
    }

    public static int magic(byte[] buf, int at) {
        return (short) SHORT.get(buf, at) & 0xffff;
    }

    public static int version(byte[] buf, int at) {
        return buf[at + 2] & 0xff;
    }

    public static int format(byte[] buf, int at) {
        return buf[at + 3] & 0xff;
    }

    public static boolean isNamed(byte[] buf, int at) {
        return (int) INT.get(buf, at + 4) < 0;
    }

    /** The numeric action, or the length of the action string, 0 to 2^31-1. */
    public static int action(byte[] buf, int at) {
        return (int) INT.get(buf, at + 4) & ~NAMED;
    }

    public static long seq(byte[] buf, int at) {
        return (long) LONG.get(buf, at + 8);
    }

    public static long clientId(byte[] buf, int at) {
        return (long) LONG.get(buf, at + 16);
    }

    /** 0 to 2^32-1. */
    public static long messageLength(byte[] buf, int at) {
        return (int) INT.get(buf, at + 24) & 0xffff_ffffL;
    }

    /** 0 to 2^32-1, of which the protocol allows half. */
    public static long blobLength(byte[] buf, int at) {
        return (int) INT.get(buf, at + 28) & 0xffff_ffffL;
    }
}
