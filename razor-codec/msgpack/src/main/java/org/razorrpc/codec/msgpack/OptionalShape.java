package org.razorrpc.codec.msgpack;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/** Rust's Option: nil or the value, in the form that Java holds it in. */
record OptionalShape(Shape value, Form form) implements Shape {

    enum Form {
        /** The value itself, or null. */
        NULLABLE {
            @Override
            @Nullable
            Object open(@Nullable Object optional) {
                return optional;
            }

            @Override
            @Nullable
            Object close(@Nullable Object value) {
                return value;
            }
        },
        OPTIONAL {
            @Override
            @Nullable
            Object open(@Nullable Object optional) {
                return ((Optional<?>) Objects.requireNonNull(optional)).orElse(null);
            }

            @Override
            Object close(@Nullable Object value) {
                return Optional.ofNullable(value);
            }
        },
        INT {
            @Override
            @Nullable
            Object open(@Nullable Object optional) {
                OptionalInt value = (OptionalInt) Objects.requireNonNull(optional);
                return value.isPresent() ? value.getAsInt() : null;
            }

            @Override
            Object close(@Nullable Object value) {
                return value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
            }
        },
        LONG {
            @Override
            @Nullable
            Object open(@Nullable Object optional) {
                OptionalLong value = (OptionalLong) Objects.requireNonNull(optional);
                return value.isPresent() ? value.getAsLong() : null;
            }

            @Override
            Object close(@Nullable Object value) {
                return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
            }
        },
        DOUBLE {
            @Override
            @Nullable
            Object open(@Nullable Object optional) {
                OptionalDouble value = (OptionalDouble) Objects.requireNonNull(optional);
                return value.isPresent() ? value.getAsDouble() : null;
            }

            @Override
            Object close(@Nullable Object value) {
                return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
            }
        };

        /** The value inside; null: none. */
        abstract @Nullable Object open(@Nullable Object optional);

        abstract @Nullable Object close(@Nullable Object value);
    }

    /** Of {@code OptionalInt}, {@code OptionalLong} and {@code OptionalDouble}. */
    static @Nullable Shape ofPrimitive(Class<?> optional) {
        if (optional == OptionalInt.class) {
            return new OptionalShape(scalar(Integer.class), Form.INT);
        }
        if (optional == OptionalLong.class) {
            return new OptionalShape(scalar(Long.class), Form.LONG);
        }
        return optional == OptionalDouble.class ? new OptionalShape(scalar(Double.class), Form.DOUBLE) : null;
    }

    private static Shape scalar(Class<?> box) {
        return Objects.requireNonNull(ScalarShape.of(box));
    }

    /** Whether a value is written as nil, or left out. */
    boolean isEmpty(@Nullable Object optional) {
        return form.open(optional) == null;
    }

    @Override
    public void write(@Nullable Object optional, WireBuffer out, int depth) {
        Object present = form.open(optional);
        if (present == null) {
            Writer.putNil(out);
        } else {
            value.write(present, out, depth);
        }
    }

    @Override
    public @Nullable Object read(Reader in, int depth) {
        return form.close(in.tryNil() ? null : value.read(in, depth));
    }

    @Override
    public boolean nilable() {
        return form == Form.NULLABLE;
    }

    @Override
    public boolean writesNil() {
        return true;
    }

    @Override
    public @Nullable Object missing() {
        return form.close(null);
    }
}
