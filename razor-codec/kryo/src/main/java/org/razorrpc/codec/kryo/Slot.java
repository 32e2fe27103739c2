package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place for a value of a declared type: a message, a component of a record. Where the declared type is the value's class for
 * certain, no class id is written; where it is not, what was read is checked against it, type arguments of collections
 * included, so that no peer plants an Integer in a {@code List<String>}.
 */
final class Slot {
    private static final Slot[] NONE = {};

    private final Class<?> type;
    private final boolean primitive;
    private final boolean exact;
    /** Of the elements of a collection, an Optional or an array, or of keys and values; or none. */
    private final Slot[] arguments;

    private Slot(Class<?> declared, Slot[] arguments) {
        this.type = boxed(declared);
        this.primitive = declared.isPrimitive();
        this.exact = isExact(declared);
        this.arguments = arguments;
    }

    static Slot of(Type type) {
        return switch (type) {
            case Class<?> c -> new Slot(c, NONE);
            case ParameterizedType p ->
                new Slot(
                        (Class<?>) p.getRawType(),
                        Arrays.stream(p.getActualTypeArguments()).map(Slot::of).toArray(Slot[]::new));
            case GenericArrayType a -> {
                Slot element = of(a.getGenericComponentType());
                yield new Slot(element.type.arrayType(), new Slot[] {element});
            }
            case WildcardType w -> of(w.getUpperBounds()[0]);
            default -> new Slot(erased(type), NONE);
        };
    }

    /** A variable's bound may name the variable: its class ends the walk. */
    private static Class<?> erased(Type type) {
        return switch (type) {
            case Class<?> c -> c;
            case ParameterizedType p -> (Class<?>) p.getRawType();
            case TypeVariable<?> v -> erased(v.getBounds()[0]);
            default -> Object.class;
        };
    }

    private static boolean isExact(Class<?> type) {
        return type.isArray()
                ? type.getComponentType().isPrimitive()
                : type.isEnum() || Modifier.isFinal(type.getModifiers());
    }

    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    Class<?> type() {
        return type;
    }

    void writeRoot(Kryo kryo, Output out, @Nullable Object value) {
        if (value == null) {
            throw new Refusal("the value is null; what may be absent is an Optional");
        }
        if (!type.isInstance(value)) {
            throw new Refusal("the value is a " + value.getClass().getName());
        }
        write(kryo, out, value);
    }

    /** Takes a byte at least, so an absent message is never taken for a record without components. */
    Object readRoot(Kryo kryo, Input in) {
        Object value = read(kryo, in);
        if (value == null) {
            throw new Refusal("the value is null");
        }
        return value;
    }

    void write(Kryo kryo, Output out, @Nullable Object value) {
        if (primitive) {
            kryo.writeObject(out, value);
        } else if (exact) {
            kryo.writeObjectOrNull(out, value, type);
        } else {
            kryo.writeClassAndObject(out, value);
        }
    }

    @Nullable
    Object read(Kryo kryo, Input in) {
        if (primitive) {
            return kryo.readObject(in, type);
        }
        return check(exact ? kryo.readObjectOrNull(in, type) : kryo.readClassAndObject(in));
    }

    private @Nullable Object check(@Nullable Object value) {
        if (value != null) {
            if (!type.isInstance(value)) {
                throw new Refusal("a " + value.getClass().getName() + " is where a " + type.getName() + " belongs");
            }
            if (arguments.length > 0) {
                checkContents(value);
            }
        }
        return value;
    }

    private void checkContents(Object value) {
        switch (value) {
            case Collection<?> elements when arguments.length == 1 -> elements.forEach(arguments[0]::check);
            case Map<?, ?> map
            when arguments.length == 2 ->
                map.forEach((key, mapped) -> {
                    arguments[0].check(key);
                    arguments[1].check(mapped);
                });
            case Optional<?> optional -> optional.ifPresent(arguments[0]::check);
            case Object[] elements -> Arrays.asList(elements).forEach(arguments[0]::check);
            default -> {} // The components of a record are checked where they are read.
        }
    }

    @Override
    public String toString() {
        return type.getTypeName();
    }
}
