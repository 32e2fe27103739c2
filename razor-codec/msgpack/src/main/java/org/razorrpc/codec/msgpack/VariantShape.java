package org.razorrpc.codec.msgpack;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A sealed interface of records, Rust's enum with data, tagged from outside: a map of the variant's name to its value; a
 * variant without components is its name alone.
 *
 * @param shapes by index, as are names and units
 * @param units the value of each variant that has no components, null for the others
 */
record VariantShape(
        String type,
        Map<Class<?>, Integer> indexes,
        Keys names,
        Shape[] shapes,
        @Nullable Object[] units) implements Shape {
    private static final int MAP_OF_ONE = 0x81;

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        int index =
                Objects.requireNonNull(indexes.get(Objects.requireNonNull(value).getClass()));
        if (units[index] != null) {
            out.putBytes(names.encoded(index));
            return;
        }
        Writer.enter(depth);
        out.putByte(MAP_OF_ONE);
        out.putBytes(names.encoded(index));
        shapes[index].write(value, out, depth - 1);
    }

    @Override
    public Object read(Reader in, int depth) {
        return in.isMap() ? readTagged(in, depth) : readUnit(in);
    }

    private Object readTagged(Reader in, int depth) {
        in.readTag(depth);
        int index = readName(in);
        Object unit = units[index];
        if (unit != null && in.tryNil()) {
            return unit;
        }
        return Objects.requireNonNull(shapes[index].read(in, depth - 1));
    }

    private Object readUnit(Reader in) {
        int at = in.position();
        Object unit = units[readName(in)];
        if (unit == null) {
            throw in.failure(at, "a variant of " + type + " that has components came as its name alone");
        }
        return unit;
    }

    private int readName(Reader in) {
        return in.readName(names, type + " has no variant");
    }
}
