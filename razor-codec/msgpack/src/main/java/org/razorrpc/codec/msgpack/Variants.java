package org.razorrpc.codec.msgpack;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the variants of enums and sealed interfaces, and their names. */
final class Variants {
    private Variants() {}

    static Shape ofEnum(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        List<String> names = new ArrayList<>();
        for (Object each : constants) {
            names.add(constantName(type, ((Enum<?>) each).name()));
        }
        return new EnumShape(type.getSimpleName(), constants, keys(type, names));
    }

    private static String constantName(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            WireName given = field.getAnnotation(WireName.class);
            return given == null ? name : given.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("an enum constant is a field", e);
        }
    }

    static Shape ofSealed(WireType type, ShapeFactory factory, MsgpackConfig config) {
        Map<Class<?>, WireType> variants = new LinkedHashMap<>();
        collect(type, variants);
        int count = variants.size();
        Map<Class<?>, Integer> indexes = new HashMap<>();
        List<String> names = new ArrayList<>();
        Shape[] shapes = new Shape[count];
        @Nullable Object[] units = new Object[count];
        for (WireType variant : variants.values()) {
            Class<?> raw = variant.raw();
            int index = names.size();
            WireName given = raw.getAnnotation(WireName.class);
            indexes.put(raw, index);
            names.add(given == null ? raw.getSimpleName() : given.value());
            shapes[index] = shape(variant, factory);
            units[index] = raw.getRecordComponents().length == 0 ? unit(variant, config) : null;
        }
        return new VariantShape(type.toString(), Map.copyOf(indexes), keys(type.raw(), names), shapes, units);
    }

    private static Shape shape(WireType variant, ShapeFactory factory) {
        try {
            return factory.shape(variant);
        } catch (Malformed e) {
            throw Malformed.within("." + variant.raw().getSimpleName(), e);
        }
    }

    private static void collect(WireType sealed, Map<Class<?>, WireType> variants) {
        for (Class<?> each : sealed.raw().getPermittedSubclasses()) {
            WireType variant = bind(each, sealed);
            if (each.isRecord()) {
                variants.putIfAbsent(each, variant);
            } else if (each.isInterface() && each.isSealed()) {
                collect(variant, variants);
            } else {
                throw new Malformed(
                        each.getName() + " is no record; the variants of " + sealed + " have to be records");
            }
        }
    }

    /** {@code Ok<T> implements Result<T, E>}: the variant's variables are those that it hands to the interface. */
    private static WireType bind(Class<?> variant, WireType sealed) {
        Map<TypeVariable<?>, WireType> variables = new HashMap<>();
        for (Type each : variant.getGenericInterfaces()) {
            if (each instanceof ParameterizedType generic && generic.getRawType() == sealed.raw()) {
                Type[] arguments = generic.getActualTypeArguments();
                for (int i = 0; i < arguments.length; i++) {
                    if (arguments[i] instanceof TypeVariable<?> variable) {
                        variables.put(variable, sealed.argument(i));
                    }
                }
            }
        }
        List<WireType> bound = new ArrayList<>();
        for (TypeVariable<?> parameter : variant.getTypeParameters()) {
            bound.add(WireType.resolve(parameter, null, variables));
        }
        return new WireType(variant, List.copyOf(bound), false, false);
    }

    private static Object unit(WireType variant, MsgpackConfig config) {
        try {
            return RecordModel.of(variant, config).constructor().invoke();
        } catch (Malformed e) {
            throw e;
        } catch (Throwable e) {
            throw new Malformed("the constructor of " + variant + " failed with " + e);
        }
    }

    private static Keys keys(Class<?> type, List<String> names) {
        if (new HashSet<>(names).size() < names.size()) {
            throw new Malformed(type.getName() + " has two variants of one name: " + names);
        }
        return new Keys(names);
    }
}
