package org.razorrpc.codec.msgpack;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.msgpack.value.ImmutableValue;
import org.msgpack.value.Value;
import org.razorrpc.stream.spi.WireBuffer;

/** A value without parts. */
record ScalarShape(Put put, Get get) implements Shape {
    interface Put {
        void put(Object value, WireBuffer out);
    }

    interface Get {
        Object get(Reader in);
    }

    /**
     * Of a class, a primitive's box; null: not a scalar. Made when it is asked for: to link the lambdas of all takes milliseconds of a
     * first call.
     */
    static @Nullable Shape of(Class<?> box) {
        if (box == Long.class) {
            return new ScalarShape((v, out) -> Writer.putLong(out, (Long) v), Reader::readLong);
        }
        if (box == Integer.class) {
            return new ScalarShape((v, out) -> Writer.putInt(out, (Integer) v), Reader::readInt);
        }
        if (box == Short.class) {
            return new ScalarShape((v, out) -> Writer.putInt(out, (Short) v), Reader::readShort);
        }
        if (box == Byte.class) {
            return new ScalarShape((v, out) -> Writer.putInt(out, (Byte) v), Reader::readByte);
        }
        if (box == Boolean.class) {
            return new ScalarShape((v, out) -> Writer.putBoolean(out, (Boolean) v), Reader::readBoolean);
        }
        if (box == Double.class) {
            return new ScalarShape((v, out) -> Writer.putDouble(out, (Double) v), Reader::readDouble);
        }
        if (box == Float.class) {
            return new ScalarShape((v, out) -> Writer.putFloat(out, (Float) v), Reader::readFloat);
        }
        if (box == Character.class) {
            return new ScalarShape((v, out) -> Writer.putChar(out, (Character) v), Reader::readChar);
        }
        if (box == String.class) {
            return new ScalarShape((v, out) -> Writer.putString(out, (String) v), Reader::readString);
        }
        if (box == BigInteger.class) {
            return new ScalarShape((v, out) -> Writer.putBigInteger(out, (BigInteger) v), Reader::readBigInteger);
        }
        if (box == Value.class || box == ImmutableValue.class) {
            return new ValueShape();
        }
        return box == Void.class ? new VoidShape() : null;
    }

    static Shape unsigned() {
        return new ScalarShape((v, out) -> Writer.putUnsigned(out, (Long) v), Reader::readUnsigned);
    }

    /** Of {@code byte[]} and {@code ByteBuffer}. */
    static @Nullable Shape ofBytes(Class<?> type, boolean asArray) {
        if (type == byte[].class) {
            Put put = asArray
                    ? (v, out) -> Writer.putBytesAsArray(out, wrapped(v))
                    : (v, out) -> Writer.putBytes(out, wrapped(v));
            return new ScalarShape(put, Reader::readBytes);
        }
        if (type == ByteBuffer.class) {
            Put put = asArray
                    ? (v, out) -> Writer.putBytesAsArray(out, (ByteBuffer) v)
                    : (v, out) -> Writer.putBytes(out, (ByteBuffer) v);
            return new ScalarShape(put, ScalarShape::readBuffer);
        }
        return null;
    }

    private static ByteBuffer wrapped(Object bytes) {
        return ByteBuffer.wrap((byte[]) bytes);
    }

    private static ByteBuffer readBuffer(Reader in) {
        return ByteBuffer.wrap(in.readBytes());
    }

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        put.put(Objects.requireNonNull(value), out);
    }

    @Override
    public Object read(Reader in, int depth) {
        return get.get(in);
    }

    /** Rust's unit: nil. */
    private record VoidShape() implements Shape {

        @Override
        public void write(@Nullable Object value, WireBuffer out, int depth) {
            Writer.putNil(out);
        }

        @Override
        public @Nullable Object read(Reader in, int depth) {
            in.readNil();
            return null;
        }

        @Override
        public boolean nilable() {
            return true;
        }

        @Override
        public boolean writesNil() {
            return true;
        }
    }
}
