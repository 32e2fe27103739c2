package org.razorrpc.codec.msgpack;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the shape of a type and of everything in it. One for a root type; not thread-safe. */
final class ShapeFactory {
    private static final IntFunction<Collection<@Nullable Object>> LIST = ArrayList::new;
    /** Keeps the order that the peer wrote: what is read and written again has the same bytes. */
    private static final IntFunction<Collection<@Nullable Object>> SET = LinkedHashSet::new;

    private static final IntFunction<Collection<@Nullable Object>> SORTED_SET = room -> new TreeSet<>();
    private static final Supplier<Map<Object, @Nullable Object>> MAP = LinkedHashMap::new;
    private static final Supplier<Map<Object, @Nullable Object>> SORTED_MAP = TreeMap::new;

    private static final Map<Class<?>, IntFunction<Collection<@Nullable Object>>> COLLECTIONS = Map.ofEntries(
            entry(Collection.class, LIST),
            entry(SequencedCollection.class, LIST),
            entry(List.class, LIST),
            entry(ArrayList.class, LIST),
            entry(Set.class, SET),
            entry(SequencedSet.class, SET),
            entry(HashSet.class, SET),
            entry(LinkedHashSet.class, SET),
            entry(SortedSet.class, SORTED_SET),
            entry(NavigableSet.class, SORTED_SET),
            entry(TreeSet.class, SORTED_SET));

    private static final Map<Class<?>, Supplier<Map<Object, @Nullable Object>>> MAPS = Map.of(
            Map.class, MAP,
            SequencedMap.class, MAP,
            HashMap.class, MAP,
            LinkedHashMap.class, MAP,
            SortedMap.class, SORTED_MAP,
            NavigableMap.class, SORTED_MAP,
            TreeMap.class, SORTED_MAP);

    private final MsgpackConfig config;
    private final Map<WireType, Shape> shared;
    private final Map<WireType, Shape> built = new HashMap<>();
    private final Map<WireType, RecursiveShape> begun = new HashMap<>();

    /** @param shared records and sealed types that are known already */
    ShapeFactory(MsgpackConfig config, Map<WireType, Shape> shared) {
        this.config = config;
        this.shared = shared;
    }

    /** The records and sealed types that were built, each complete if nothing was thrown. */
    Map<WireType, Shape> built() {
        return built;
    }

    /** @throws Malformed when the type, or one in it, cannot be mapped */
    Shape shape(WireType type) {
        if (type.unsigned() && type.box() != Long.class) {
            throw new Malformed("@Unsigned is for long, not for " + type);
        }
        Shape shape = bare(type);
        if (!type.nullable() || type.raw().isPrimitive() || shape.nilable()) {
            return shape;
        }
        if (shape.writesNil()) {
            throw new Malformed(type + " may be nil already, which would have two meanings; drop @Nullable");
        }
        return new OptionalShape(shape, OptionalShape.Form.NULLABLE);
    }

    private Shape bare(WireType type) {
        Shape scalar = scalar(type);
        if (scalar != null) {
            return scalar;
        }
        Class<?> raw = type.raw();
        if (raw.isArray()) {
            return array(type);
        }
        if (COLLECTIONS.containsKey(raw)) {
            return collection(type);
        }
        if (MAPS.containsKey(raw)) {
            return map(type);
        }
        if (raw == Optional.class) {
            return optional(type);
        }
        if (raw.isEnum()) {
            return Variants.ofEnum(raw);
        }
        if (raw.isRecord() || raw.isInterface() && raw.isSealed()) {
            return declared(new WireType(raw, type.arguments(), false, false));
        }
        throw new Malformed(advice(type));
    }

    private @Nullable Shape scalar(WireType type) {
        Class<?> box = type.box();
        if (type.unsigned()) {
            return ScalarShape.unsigned();
        }
        Shape bytes = ScalarShape.ofBytes(box, config.bytesAsArray());
        Shape scalar = bytes != null ? bytes : ScalarShape.of(box);
        return scalar != null ? scalar : OptionalShape.ofPrimitive(box);
    }

    private Shape array(WireType type) {
        WireType component = type.argument(0);
        if (component.raw().isPrimitive()) {
            shape(component);
            Shape primitives = PrimitiveArrayShape.ALL.get(type.raw());
            return component.unsigned() || primitives == null ? PrimitiveArrayShape.UNSIGNED : primitives;
        }
        return new ArrayShape(component.raw(), new CollectionShape(shape(component), LIST, false));
    }

    private Shape collection(WireType type) {
        WireType element = type.argument(0);
        IntFunction<Collection<@Nullable Object>> maker = COLLECTIONS.get(type.raw());
        boolean unique = Set.class.isAssignableFrom(type.raw());
        Shape shape = unique ? hashed(element, type) : shape(element);
        return new CollectionShape(shape, maker, unique);
    }

    private Shape map(WireType type) {
        Shape key = hashed(type.argument(0), type);
        return new MapShape(key, shape(type.argument(1)), MAPS.get(type.raw()));
    }

    /**
     * The shape of a key, or of a set's element. A peer can choose values of equal hash; a table's bins turn into trees then, but
     * only where the values can be compared, and without it each look-up walks through all of them.
     */
    private Shape hashed(WireType type, WireType container) {
        if (!Comparable.class.isAssignableFrom(type.box())) {
            throw new Malformed(container + " needs " + type
                    + " to be Comparable: without it a peer can make a hash table slow; use a List, or implement it");
        }
        Shape shape = shape(type);
        if (shape.nilable() || shape.writesNil()) {
            throw new Malformed(container + " cannot hold nil as " + type + "; drop @Nullable");
        }
        return shape;
    }

    private Shape optional(WireType type) {
        Shape value = shape(type.argument(0));
        if (value.writesNil()) {
            throw new Malformed(
                    type + " holds what may be nil already, which would have two meanings; use one of them");
        }
        return new OptionalShape(value, OptionalShape.Form.OPTIONAL);
    }

    /** A record or sealed interface; within itself it is met again while it is being built. */
    private Shape declared(WireType type) {
        Shape known = shared.getOrDefault(type, built.get(type));
        if (known != null) {
            return known;
        }
        RecursiveShape within = begun.get(type);
        if (within != null) {
            return within;
        }
        RecursiveShape placeholder = new RecursiveShape();
        begun.put(type, placeholder);
        Shape shape = type.raw().isRecord() ? record(type) : Variants.ofSealed(type, this, config);
        placeholder.resolve(shape);
        built.put(type, shape);
        return shape;
    }

    private Shape record(WireType type) {
        RecordModel model = RecordModel.of(type, config);
        List<Shape> shapes = new ArrayList<>();
        for (RecordModel.Component each : model.components()) {
            try {
                Shape shape = shape(each.type());
                requireOmittable(model, each, shape);
                shapes.add(shape);
            } catch (Malformed e) {
                throw Malformed.within("." + each.name(), e);
            }
        }
        return RecordCompiler.compile(model, shapes);
    }

    private static void requireOmittable(RecordModel model, RecordModel.Component component, Shape shape) {
        if (!component.omitEmpty()) {
            return;
        }
        if (model.kind() != RecordModel.Kind.NAMED) {
            throw new Malformed("@OmitEmpty is for records with names, an array has no key to leave out");
        }
        if (!(shape instanceof OptionalShape)) {
            throw new Malformed("@OmitEmpty is for Optional and @Nullable components, not for " + component.type());
        }
    }

    private static String advice(WireType type) {
        Class<?> raw = type.raw();
        String advice;
        if (raw == Object.class) {
            advice = "name the type, or use org.msgpack.value.Value for data without one";
        } else if (Collection.class.isAssignableFrom(raw)) {
            advice = "use List or Set";
        } else if (Map.class.isAssignableFrom(raw)) {
            advice = "use Map";
        } else if (raw.isInterface()) {
            advice = "make it a sealed interface of records";
        } else {
            advice = "use a record, or a component of a mapped type (String, long, List, ...) that holds the same";
        }
        return type + " cannot be mapped; " + advice;
    }
}
