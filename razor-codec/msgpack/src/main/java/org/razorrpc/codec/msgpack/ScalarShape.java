package org.razorrpc.codec.msgpack;

import static java.util.Map.entry;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.msgpack.value.ImmutableValue;
import org.msgpack.value.Value;
import org.razorrpc.stream.spi.WireBuffer;

/** A value without parts. */
record ScalarShape(Put put, Get get) implements Shape {
    /** By class, boxes for primitives. */
    static final Map<Class<?>, Shape> ALL = Map.ofEntries(
            entry(Boolean.class, new ScalarShape((v, out) -> Writer.putBoolean(out, (Boolean) v), Reader::readBoolean)),
            entry(Byte.class, new ScalarShape((v, out) -> Writer.putInt(out, (Byte) v), Reader::readByte)),
            entry(Short.class, new ScalarShape((v, out) -> Writer.putInt(out, (Short) v), Reader::readShort)),
            entry(Integer.class, new ScalarShape((v, out) -> Writer.putInt(out, (Integer) v), Reader::readInt)),
            entry(Long.class, new ScalarShape((v, out) -> Writer.putLong(out, (Long) v), Reader::readLong)),
            entry(Float.class, new ScalarShape((v, out) -> Writer.putFloat(out, (Float) v), Reader::readFloat)),
            entry(Double.class, new ScalarShape((v, out) -> Writer.putDouble(out, (Double) v), Reader::readDouble)),
            entry(Character.class, new ScalarShape((v, out) -> Writer.putChar(out, (Character) v), Reader::readChar)),
            entry(String.class, new ScalarShape((v, out) -> Writer.putString(out, (String) v), Reader::readString)),
            entry(
                    BigInteger.class,
                    new ScalarShape((v, out) -> Writer.putBigInteger(out, (BigInteger) v), Reader::readBigInteger)),
            entry(Value.class, new ValueShape()),
            entry(ImmutableValue.class, new ValueShape()),
            entry(Void.class, new VoidShape()));

    static final Shape UNSIGNED = new ScalarShape((v, out) -> Writer.putUnsigned(out, (Long) v), Reader::readUnsigned);

    static final Map<Class<?>, Shape> BYTES = Map.of(
            byte[].class, new ScalarShape((v, out) -> Writer.putBytes(out, wrapped(v)), Reader::readBytes),
            ByteBuffer.class,
                    new ScalarShape((v, out) -> Writer.putBytes(out, (ByteBuffer) v), ScalarShape::readBuffer));

    static final Map<Class<?>, Shape> BYTES_AS_ARRAY = Map.of(
            byte[].class, new ScalarShape((v, out) -> Writer.putBytesAsArray(out, wrapped(v)), Reader::readBytes),
            ByteBuffer.class,
                    new ScalarShape((v, out) -> Writer.putBytesAsArray(out, (ByteBuffer) v), ScalarShape::readBuffer));

    interface Put {
        void put(Object value, WireBuffer out);
    }

    interface Get {
        Object get(Reader in);
    }

    static Shape of(Class<?> box) {
        return Objects.requireNonNull(ALL.get(box));
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
