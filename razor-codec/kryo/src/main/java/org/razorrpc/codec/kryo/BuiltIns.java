package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.OptionalSerializers;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The classes that every codec knows. Their ids are part of the format: a new one takes the next free id, none changes.
 * Kryo itself registers int, String, float, boolean, byte, char, short, long and double as 0 to 8. All serializers here are
 * stateless, so the Kryo instances share them.
 */
final class BuiltIns {
    private static final Class<?> IMMUTABLE_LIST = List.of().getClass();
    private static final Class<?> IMMUTABLE_SET = Set.of().getClass();
    private static final Class<?> IMMUTABLE_MAP = Map.of().getClass();
    /** The immutable collections have a second class each, for one or two elements. */
    private static final Map<Class<?>, Class<?>> SMALL_IMMUTABLE = Map.of(
            List.of(1).getClass(), IMMUTABLE_LIST,
            Set.of(1).getClass(), IMMUTABLE_SET,
            Map.of(1, 1).getClass(), IMMUTABLE_MAP);

    private static final List<Class<?>> PRIMITIVES_AND_STRING = List.of(
            int.class,
            String.class,
            float.class,
            boolean.class,
            byte.class,
            char.class,
            short.class,
            long.class,
            double.class,
            Integer.class,
            Float.class,
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Long.class,
            Double.class);

    private static final List<BuiltIn> TABLE = List.of(
            new BuiltIn(9, Object.class, new NeverWritten()),
            new BuiltIn(10, byte[].class, new DefaultArraySerializers.ByteArraySerializer()),
            new BuiltIn(11, char[].class, new DefaultArraySerializers.CharArraySerializer()),
            new BuiltIn(12, short[].class, new DefaultArraySerializers.ShortArraySerializer()),
            new BuiltIn(13, int[].class, new DefaultArraySerializers.IntArraySerializer()),
            new BuiltIn(14, long[].class, new DefaultArraySerializers.LongArraySerializer()),
            new BuiltIn(15, float[].class, new DefaultArraySerializers.FloatArraySerializer()),
            new BuiltIn(16, double[].class, new DefaultArraySerializers.DoubleArraySerializer()),
            new BuiltIn(17, boolean[].class, new BooleanArraySerializer()),
            new BuiltIn(18, Object[].class, new ArraySerializer()),
            new BuiltIn(19, BigInteger.class, new DefaultSerializers.BigIntegerSerializer()),
            new BuiltIn(20, BigDecimal.class, new DefaultSerializers.BigDecimalSerializer()),
            new BuiltIn(21, ByteBuffer.class, new ByteBufferSerializer()),
            new BuiltIn(22, Optional.class, new OptionalSerializer()),
            new BuiltIn(23, OptionalInt.class, new OptionalSerializers.OptionalIntSerializer()),
            new BuiltIn(24, OptionalLong.class, new OptionalSerializers.OptionalLongSerializer()),
            new BuiltIn(25, OptionalDouble.class, new OptionalSerializers.OptionalDoubleSerializer()),
            new BuiltIn(26, ArrayList.class, new CollectionSerializer(ArrayList::new, list -> list)),
            new BuiltIn(27, IMMUTABLE_LIST, new CollectionSerializer(ArrayList::new, BuiltIns::immutableList)),
            new BuiltIn(28, HashSet.class, new CollectionSerializer(HashSet::new, set -> set)),
            new BuiltIn(29, LinkedHashSet.class, new CollectionSerializer(LinkedHashSet::new, set -> set)),
            new BuiltIn(30, TreeSet.class, new CollectionSerializer(TreeSet::new, set -> set)),
            new BuiltIn(31, IMMUTABLE_SET, new CollectionSerializer(HashSet::new, Set::copyOf)),
            new BuiltIn(32, HashMap.class, new MapSerializer(HashMap::new, map -> map)),
            new BuiltIn(33, LinkedHashMap.class, new MapSerializer(LinkedHashMap::new, map -> map)),
            new BuiltIn(34, TreeMap.class, new MapSerializer(TreeMap::new, map -> map)),
            new BuiltIn(35, IMMUTABLE_MAP, new MapSerializer(HashMap::new, Map::copyOf)),
            new BuiltIn(36, Instant.class, new TimeSerializers.InstantSerializer()),
            new BuiltIn(37, Duration.class, new TimeSerializers.DurationSerializer()),
            new BuiltIn(38, LocalDate.class, new TimeSerializers.LocalDateSerializer()),
            new BuiltIn(39, LocalTime.class, new TimeSerializers.LocalTimeSerializer()),
            new BuiltIn(40, LocalDateTime.class, new TimeSerializers.LocalDateTimeSerializer()),
            new BuiltIn(41, OffsetDateTime.class, new TimeSerializers.OffsetDateTimeSerializer()),
            new BuiltIn(42, ZoneOffset.class, new TimeSerializers.ZoneOffsetSerializer()),
            new BuiltIn(43, UUID.class, new DefaultSerializers.UUIDSerializer()));

    private BuiltIns() {}

    private record BuiltIn(int id, Class<?> type, Serializer<?> serializer) {}

    static void registerAll(Kryo kryo) {
        for (BuiltIn each : TABLE) {
            kryo.register(each.type(), each.serializer(), each.id());
        }
    }

    static boolean known(Class<?> type) {
        return PRIMITIVES_AND_STRING.contains(type) || TABLE.stream().anyMatch(each -> each.type() == type);
    }

    /** Whether a known class is a kind of {@code type}. */
    static boolean someIs(Class<?> type) {
        return PRIMITIVES_AND_STRING.stream().anyMatch(type::isAssignableFrom)
                || TABLE.stream().anyMatch(each -> type.isAssignableFrom(each.type()));
    }

    /** The class whose registration serves a class that has none; null for most. */
    static @Nullable Class<?> standIn(Class<?> type) {
        if (type.isArray()) {
            return Object[].class;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return type.getSuperclass(); // A constant with a body is a class of its own.
        }
        Class<?> immutable = SMALL_IMMUTABLE.get(type);
        return immutable != null ? immutable : collection(type);
    }

    private static @Nullable Class<?> collection(Class<?> type) {
        if (List.class.isAssignableFrom(type)) {
            return ArrayList.class;
        }
        if (Set.class.isAssignableFrom(type)) {
            return SortedSet.class.isAssignableFrom(type) ? TreeSet.class : LinkedHashSet.class;
        }
        if (Map.class.isAssignableFrom(type)) {
            return SortedMap.class.isAssignableFrom(type) ? TreeMap.class : LinkedHashMap.class;
        }
        return ByteBuffer.class.isAssignableFrom(type) ? ByteBuffer.class : null;
    }

    /** Interfaces and abstract classes have none and need none: nothing is of exactly that class. */
    static boolean hasSerializerFor(Class<?> type) {
        return type.isRecord()
                || type.isEnum()
                || Modifier.isAbstract(type.getModifiers())
                || type.isArray()
                || known(type);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // EnumSerializer is declared for the raw type Enum.
    static Serializer<?> serializerFor(Class<?> type) {
        if (type.isRecord()) {
            return new RecordSerializer((Class<? extends Record>) type);
        }
        if (type.isEnum()) {
            return new DefaultSerializers.EnumSerializer((Class<? extends Enum>) type);
        }
        return new NeverWritten();
    }

    /** {@link java.util.stream.Stream#toList} makes lists of the same class that may hold null. */
    private static Collection<Object> immutableList(Collection<Object> elements) {
        List<Object> list = (List<Object>) elements;
        return list.contains(null) ? Collections.unmodifiableList(list) : List.copyOf(list);
    }
}
