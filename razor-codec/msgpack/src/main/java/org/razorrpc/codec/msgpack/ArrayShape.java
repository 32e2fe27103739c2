package org.razorrpc.codec.msgpack;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/** An array of objects, written and read as the list of its elements: it must not be made from its header alone. */
record ArrayShape(Class<?> component, CollectionShape list) implements Shape {

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        list.write(Arrays.asList((Object[]) Objects.requireNonNull(value)), out, depth);
    }

    @Override
    public Object read(Reader in, int depth) {
        Collection<?> values = (Collection<?>) list.read(in, depth);
        return values.toArray((Object[]) Array.newInstance(component, values.size()));
    }
}
