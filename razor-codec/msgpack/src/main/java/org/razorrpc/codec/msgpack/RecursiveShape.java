package org.razorrpc.codec.msgpack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/** Stands for a type within itself, while that is being built; afterwards passes on to it. */
final class RecursiveShape implements Shape {
    private @Nullable Shape target;

    /** Once, before the shape is handed to another thread. */
    void resolve(Shape shape) {
        target = shape;
    }

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        Objects.requireNonNull(target).write(value, out, depth);
    }

    @Override
    public @Nullable Object read(Reader in, int depth) {
        return Objects.requireNonNull(target).read(in, depth);
    }
}
