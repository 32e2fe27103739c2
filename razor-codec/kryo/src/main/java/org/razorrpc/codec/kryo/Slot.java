package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Util;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place for a value of a declared type: a message, a component of a record, an element. Where the declared type is the
 * value's class for certain, no class id is written; where it is not, what comes is checked against it, by its type arguments
 * too, so that no peer plants an Integer in a {@code List<String>}, or a huge thing where a small one is declared.
 */
final class Slot {
    static final Slot[] NONE = {};
    /** Takes whatever is registered. */
    static final Slot ANY = new Slot(Object.class, NONE);

    private final Class<?> type;
    private final boolean primitive;
    private final boolean exact;
    /** One for each type argument. */
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
            case GenericArrayType a ->
                new Slot(of(a.getGenericComponentType()).type.arrayType(), NONE);
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
        if (type.isArray()) {
            return type.getComponentType().isPrimitive();
        }
        // An Optional's contents are read by its type argument, which only a class id leads to.
        return type != Optional.class && (type.isEnum() || Modifier.isFinal(type.getModifiers()));
    }

    static Class<?> boxed(Class<?> type) {
        return Util.getWrapperClass(type);
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
        return exact ? kryo.readObjectOrNull(in, type) : readAs(kryo, in, type, arguments);
    }

    /** Reads an element: in a collection every one has its class id, whatever is declared. */
    @Nullable
    Object readOpen(Kryo kryo, Input in) {
        return readAs(kryo, in, type, arguments);
    }

    /** Reads a class id and its object. The class is checked before anything of the object is read. */
    static @Nullable Object readAs(Kryo kryo, Input in, Class<?> type, Slot[] arguments) {
        Registration registration = kryo.readClass(in);
        if (registration == null) {
            return null;
        }
        Class<?> found = boxed(registration.getType());
        // All arrays of objects come under one id; which array it is shows at its head.
        if (!type.isAssignableFrom(found) && !(type.isArray() && found == Object[].class)) {
            throw foreign(found, type);
        }
        Serializer<?> serializer = registration.getSerializer();
        if (serializer instanceof Generic generic) {
            serializer = generic.with(arguments);
        }
        Object value = kryo.readObject(in, (Class<?>) registration.getType(), serializer);
        if (!type.isInstance(value)) {
            throw foreign(value.getClass(), type);
        }
        return value;
    }

    private static Refusal foreign(Class<?> found, Class<?> type) {
        return new Refusal("a " + found.getTypeName() + " is where a " + type.getTypeName() + " belongs");
    }

    /** A serializer that reads contents as type arguments declare them. */
    interface Generic {
        /** The serializer for these arguments; this one where they are not as many as it has. */
        Serializer<?> with(Slot... arguments);
    }

    @Override
    public String toString() {
        return type.getTypeName();
    }
}
