package org.razorrpc.codec.msgpack;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What reflection says of a record.
 *
 * @param constructor the canonical one
 */
record RecordModel(WireType type, Kind kind, List<Component> components, MethodHandle constructor) {
    /** A method handle takes 255 slots, its own and the JVM's among them; a long or double takes two. */
    private static final int MOST_SLOTS = 250;

    /** What a record is in Rust. */
    enum Kind {
        /** A struct: a map. */
        NAMED,
        /** A tuple struct: an array. */
        TUPLE,
        /** A unit struct: an empty array. */
        UNIT,
        /** A newtype struct: its one component. */
        NEWTYPE
    }

    /**
     * @param name in Java
     * @param wireName its key
     */
    record Component(String name, String wireName, WireType type, boolean omitEmpty, MethodHandle accessor) {}

    static RecordModel of(WireType type, MsgpackConfig config) {
        Class<?> raw = type.raw();
        Kind kind = kind(raw);
        MethodHandles.Lookup lookup = lookup(raw);
        RecordComponent[] declared = raw.getRecordComponents();
        requireShape(raw, kind, declared);
        try {
            Class<?>[] types =
                    Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> canonical = raw.getDeclaredConstructor(types);
            List<Component> components = new ArrayList<>();
            for (int i = 0; i < declared.length; i++) {
                boolean nullable = isDeclaredNullable(raw, declared[i], canonical, i);
                components.add(component(type, declared[i], nullable, config, lookup));
            }
            requireUniqueNames(raw, components);
            return new RecordModel(type, kind, components, lookup.unreflectConstructor(canonical));
        } catch (ReflectiveOperationException e) {
            throw inaccessible(raw);
        }
    }

    private static Kind kind(Class<?> raw) {
        List<Kind> kinds = new ArrayList<>();
        if (raw.isAnnotationPresent(Unit.class)) {
            kinds.add(Kind.UNIT);
        }
        if (raw.isAnnotationPresent(Newtype.class)) {
            kinds.add(Kind.NEWTYPE);
        }
        if (raw.isAnnotationPresent(Tuple.class)) {
            kinds.add(Kind.TUPLE);
        }
        if (kinds.size() > 1) {
            throw new Malformed(raw.getName() + " is marked as " + kinds + "; one of them has to go");
        }
        return kinds.isEmpty() ? Kind.NAMED : kinds.getFirst();
    }

    private static void requireShape(Class<?> raw, Kind kind, RecordComponent[] declared) {
        if (kind == Kind.UNIT && declared.length != 0) {
            throw new Malformed(raw.getName() + " has components, so it is no @Unit");
        }
        if (kind == Kind.NEWTYPE && declared.length != 1) {
            throw new Malformed(
                    raw.getName() + " has " + declared.length + " components; a @Newtype has one, use @Tuple");
        }
        int slots = 0;
        for (RecordComponent each : declared) {
            slots += each.getType() == long.class || each.getType() == double.class ? 2 : 1;
        }
        if (slots > MOST_SLOTS) {
            throw new Malformed(raw.getName() + " has too many components; group them in records of their own");
        }
    }

    /** An annotation that is no type's shows up at whichever of these places it allows. */
    private static boolean isDeclaredNullable(
            Class<?> raw, RecordComponent component, Constructor<?> canonical, int index) throws NoSuchFieldException {
        return WireType.isNullable(component.getAnnotations())
                || WireType.isNullable(component.getAccessor().getAnnotations())
                || WireType.isNullable(raw.getDeclaredField(component.getName()).getAnnotations())
                || WireType.isNullable(canonical.getParameterAnnotations()[index]);
    }

    private static Component component(
            WireType type,
            RecordComponent declared,
            boolean nullable,
            MsgpackConfig config,
            MethodHandles.Lookup lookup)
            throws IllegalAccessException {
        String name = declared.getName();
        try {
            WireType resolved =
                    WireType.resolve(declared.getGenericType(), declared.getAnnotatedType(), type.variables());
            WireName given = declared.getAnnotation(WireName.class);
            String wireName = given != null ? given.value() : config.snakeCase() ? SnakeCase.of(name) : name;
            return new Component(
                    name,
                    wireName,
                    resolved.with(nullable, false),
                    declared.isAnnotationPresent(OmitEmpty.class),
                    lookup.unreflect(declared.getAccessor()));
        } catch (Malformed e) {
            throw Malformed.within("." + name, e);
        }
    }

    private static void requireUniqueNames(Class<?> raw, List<Component> components) {
        Set<String> names = new HashSet<>();
        for (Component each : components) {
            if (!names.add(each.wireName())) {
                throw new Malformed(raw.getName() + " has two components with the key " + each.wireName());
            }
        }
    }

    /** With all rights where the record's module gives them, else with those that everyone has on exported packages. */
    private static MethodHandles.Lookup lookup(Class<?> raw) {
        MethodHandles.Lookup own = MethodHandles.lookup();
        RecordModel.class.getModule().addReads(raw.getModule());
        try {
            return MethodHandles.privateLookupIn(raw, own);
        } catch (IllegalAccessException e) {
            return own;
        }
    }

    private static Malformed inaccessible(Class<?> raw) {
        Module codec = RecordModel.class.getModule();
        String reader = codec.isNamed() ? codec.getName() : "ALL-UNNAMED";
        return new Malformed(raw.getName() + " is not accessible: open package " + raw.getPackageName() + " to "
                + reader + " in module " + raw.getModule().getName()
                + ", or make the record public in an exported package");
    }
}
