package org.razorrpc.codec.kryo;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.Set;
import org.razorrpc.stream.spi.CodecException;

/** Walks a type before its first message and refuses what could not travel, as far as declarations tell. */
final class TypeCheck {
    private final KryoConfig config;
    private final Set<Type> seen = new HashSet<>();

    TypeCheck(KryoConfig config) {
        this.config = config;
    }

    void check(Type type) {
        walk(type, "message type " + type.getTypeName());
    }

    private void walk(Type type, String where) {
        if (!seen.add(type)) {
            return;
        }
        switch (type) {
            case Class<?> c -> walkClass(c, where);
            case ParameterizedType p -> {
                walk(p.getRawType(), where);
                for (Type argument : p.getActualTypeArguments()) {
                    walk(argument, where + ", type argument " + argument.getTypeName());
                }
            }
            case GenericArrayType a -> {
                walkClass(Slot.of(a).type(), where);
                walk(a.getGenericComponentType(), where);
            }
            case WildcardType w -> walk(w.getUpperBounds()[0], where);
            case TypeVariable<?> v -> walk(v.getBounds()[0], where);
            default -> throw new CodecException(where + ": " + type.getTypeName() + " is not a type that can be sent");
        }
    }

    private void walkClass(Class<?> type, String where) {
        if (type.isArray() && !BuiltIns.known(type)) {
            Class<?> element = ArraySerializer.element(type);
            requireRegistered(element, where);
            walk(element, where);
        } else if (config.registered(type) == null && BuiltIns.known(type)) {
            return;
        } else if (type.isSealed() && !type.isEnum()) {
            walkSealed(type, where);
        } else if (Modifier.isAbstract(type.getModifiers()) && !type.isEnum()) {
            requireSome(type, where);
        } else {
            requireRegistered(type, where);
            walkComponents(type);
        }
    }

    private void walkSealed(Class<?> type, String where) {
        if (!Modifier.isAbstract(type.getModifiers())) {
            requireRegistered(type, where);
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            walk(permitted, where + ", variant " + permitted.getSimpleName());
        }
    }

    private void walkComponents(Class<?> type) {
        KryoConfig.Registered registered = config.registered(type);
        if (type.isRecord() && registered != null && registered.factory() == null) {
            for (RecordComponent component : type.getRecordComponents()) {
                walk(component.getGenericType(), type.getSimpleName() + "." + component.getName());
            }
        }
    }

    private void requireRegistered(Class<?> type, String where) {
        if (config.registered(type) == null && !BuiltIns.known(type)) {
            throw new CodecException(where + ": " + RegisteredKryo.unregistered(type));
        }
    }

    private void requireSome(Class<?> type, String where) {
        boolean some = BuiltIns.someIs(type)
                || config.registered().stream()
                        .anyMatch(each -> !each.type().isInterface() && type.isAssignableFrom(each.type()));
        if (!some) {
            throw new CodecException(where + ": nothing that is registered is a " + type.getTypeName()
                    + ": add register(id, X.class) for its implementations to the KryoConfig of both sides");
        }
    }
}
