package org.razorrpc.codec.msgpack;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * An array of primitives, without a box for any element. It is made at once: its header has been compared with the bytes left,
 * each element has one at least, and none can hold another array.
 */
record PrimitiveArrayShape(Put put, Get get) implements Shape {
    static final Map<Class<?>, Shape> ALL = Map.of(
            boolean[].class,
                    new PrimitiveArrayShape(PrimitiveArrayShape::putBooleans, PrimitiveArrayShape::getBooleans),
            short[].class, new PrimitiveArrayShape(PrimitiveArrayShape::putShorts, PrimitiveArrayShape::getShorts),
            int[].class, new PrimitiveArrayShape(PrimitiveArrayShape::putInts, PrimitiveArrayShape::getInts),
            long[].class, new PrimitiveArrayShape(PrimitiveArrayShape::putLongs, PrimitiveArrayShape::getLongs),
            float[].class, new PrimitiveArrayShape(PrimitiveArrayShape::putFloats, PrimitiveArrayShape::getFloats),
            double[].class, new PrimitiveArrayShape(PrimitiveArrayShape::putDoubles, PrimitiveArrayShape::getDoubles),
            char[].class, new PrimitiveArrayShape(PrimitiveArrayShape::putChars, PrimitiveArrayShape::getChars));

    static final Shape UNSIGNED =
            new PrimitiveArrayShape(PrimitiveArrayShape::putUnsigned, PrimitiveArrayShape::getUnsigned);

    interface Put {
        void put(Object array, WireBuffer out);
    }

    interface Get {
        Object get(Reader in, int count);
    }

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        Writer.enter(depth);
        put.put(Objects.requireNonNull(value), out);
    }

    @Override
    public Object read(Reader in, int depth) {
        in.enter(depth);
        return get.get(in, in.readArrayHeader());
    }

    private static void putBooleans(Object array, WireBuffer out) {
        boolean[] values = (boolean[]) array;
        Writer.putArrayHeader(out, values.length);
        for (boolean value : values) {
            Writer.putBoolean(out, value);
        }
    }

    private static boolean[] getBooleans(Reader in, int count) {
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readBoolean();
        }
        return values;
    }

    private static void putShorts(Object array, WireBuffer out) {
        short[] values = (short[]) array;
        Writer.putArrayHeader(out, values.length);
        for (short value : values) {
            Writer.putInt(out, value);
        }
    }

    private static short[] getShorts(Reader in, int count) {
        short[] values = new short[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readShort();
        }
        return values;
    }

    private static void putInts(Object array, WireBuffer out) {
        int[] values = (int[]) array;
        Writer.putArrayHeader(out, values.length);
        for (int value : values) {
            Writer.putInt(out, value);
        }
    }

    private static int[] getInts(Reader in, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readInt();
        }
        return values;
    }

    private static void putLongs(Object array, WireBuffer out) {
        long[] values = (long[]) array;
        Writer.putArrayHeader(out, values.length);
        for (long value : values) {
            Writer.putLong(out, value);
        }
    }

    private static long[] getLongs(Reader in, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    private static void putUnsigned(Object array, WireBuffer out) {
        long[] values = (long[]) array;
        Writer.putArrayHeader(out, values.length);
        for (long value : values) {
            Writer.putUnsigned(out, value);
        }
    }

    private static long[] getUnsigned(Reader in, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readUnsigned();
        }
        return values;
    }

    private static void putFloats(Object array, WireBuffer out) {
        float[] values = (float[]) array;
        Writer.putArrayHeader(out, values.length);
        for (float value : values) {
            Writer.putFloat(out, value);
        }
    }

    private static float[] getFloats(Reader in, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    private static void putDoubles(Object array, WireBuffer out) {
        double[] values = (double[]) array;
        Writer.putArrayHeader(out, values.length);
        for (double value : values) {
            Writer.putDouble(out, value);
        }
    }

    private static double[] getDoubles(Reader in, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private static void putChars(Object array, WireBuffer out) {
        char[] values = (char[]) array;
        Writer.putArrayHeader(out, values.length);
        for (char value : values) {
            Writer.putChar(out, value);
        }
    }

    private static char[] getChars(Reader in, int count) {
        char[] values = new char[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readChar();
        }
        return values;
    }
}
