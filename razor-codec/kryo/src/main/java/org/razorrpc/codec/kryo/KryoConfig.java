package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may travel, under which ids, and how much the codec takes. Immutable.
 *
 * <p>Both sides register the same classes under the same ids; the order of the calls does not matter. A record's components
 * and an enum's constants travel by their order, so both sides have the same version of them.
 *
 * <p>Known without registration: primitives and their wrappers, String, BigInteger, BigDecimal, UUID, ByteBuffer,
 * Instant, Duration, ZoneOffset, LocalDate, LocalTime, LocalDateTime, OffsetDateTime, the Optionals, arrays of primitives and
 * of known classes, and collections. A codec without any registration carries just these. Lists, sets and maps of other
 * classes than the usual ones of {@code java.util} arrive as ArrayList, LinkedHashSet (TreeSet) and LinkedHashMap (TreeMap).
 *
 * <p>Objects are trees: one that is reached twice travels twice, and a cycle is refused by {@code maxDepth}.
 */
public final class KryoConfig {
    /** The lowest id that a class may be registered under; those below are the codec's own. */
    public static final int FIRST_ID = 64;

    /** The highest id. */
    public static final int LAST_ID = 65_535;

    static {
        // Kryo decides in a static initializer whether it uses Unsafe, of which recent JVMs warn. Nobody gets at the
        // codec
        // without loading this class first.
        if (System.getProperty("kryo.unsafe") == null) {
            System.setProperty("kryo.unsafe", "false");
        }
    }

    private final Map<Class<?>, Registered> registered;
    private final int maxDepth;
    private final int maxIdle;

    private KryoConfig(Builder builder) {
        registered = Map.copyOf(builder.byClass);
        maxDepth = builder.maxDepth;
        maxIdle = builder.maxIdle;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** How deep objects may lie in each other, the outermost counted as one. */
    public int maxDepth() {
        return maxDepth;
    }

    /** How many unused Kryo instances the codec keeps. */
    public int maxIdle() {
        return maxIdle;
    }

    Collection<Registered> registered() {
        return registered.values();
    }

    @Nullable
    Registered registered(Class<?> type) {
        return registered.get(type);
    }

    /** One class; a null factory stands for the codec's own serializer. */
    record Registered(int id, Class<?> type, @Nullable Function<? super Kryo, ? extends Serializer<?>> factory) {}

    /** Collects registrations; each method refuses what cannot work. Not thread-safe. */
    public static final class Builder {
        private final Map<Class<?>, Registered> byClass = new HashMap<>();
        private final Map<Integer, Class<?>> byId = new HashMap<>();
        private int maxDepth = 64;
        private int maxIdle = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

        private Builder() {}

        /**
         * A record or an enum; or an interface or abstract class, which is needed only for arrays of it, since its
         * implementations travel under their own ids.
         *
         * @param id {@link #FIRST_ID} to {@link #LAST_ID}; those up to 125 take one byte, the others two or three
         * @throws IllegalArgumentException when the id or the class is taken, or the class needs a serializer
         */
        public Builder register(int id, Class<?> type) {
            if (!BuiltIns.hasSerializerFor(type)) {
                throw new IllegalArgumentException(
                        type.getName() + " is neither a record nor an enum: give it a serializer,"
                                + " such as register(" + id + ", " + type.getSimpleName()
                                + ".class, kryo -> new FieldSerializer<>(kryo, " + type.getSimpleName() + ".class))");
            }
            return add(new Registered(id, type, null));
        }

        /**
         * A class with a serializer of its own. The serializer has to check what it reads: a length must not be believed
         * beyond {@code input.limit() - input.position()}, and {@code kryo} must read what is nested, which bounds the depth.
         * (Input's own array and string methods check already; Kryo's CollectionSerializer and MapSerializer do not.)
         *
         * @param serializer called once for each Kryo instance; what it makes is used by one thread at a time
         * @throws IllegalArgumentException when the id or the class is taken
         */
        public <T> Builder register(
                int id, Class<T> type, Function<? super Kryo, ? extends Serializer<? super T>> serializer) {
            return add(new Registered(id, type, serializer));
        }

        /** 1 to 256, 64 by default. */
        public Builder maxDepth(int value) {
            maxDepth = checked("maxDepth", value, 1, 256);
            return this;
        }

        /** 1 to 1024; by default twice the processors, at least 8. More threads at once than that make instances anew. */
        public Builder maxIdle(int value) {
            maxIdle = checked("maxIdle", value, 1, 1024);
            return this;
        }

        public KryoConfig build() {
            return new KryoConfig(this);
        }

        private Builder add(Registered added) {
            Class<?> type = added.type();
            checked("the id of " + type.getName(), added.id(), FIRST_ID, LAST_ID);
            if (type.isArray() || BuiltIns.known(type)) {
                throw new IllegalArgumentException(type.getTypeName() + " needs no registration"
                        + (type.isArray() ? ": register what it is an array of" : ""));
            }
            Class<?> taken = byId.get(added.id());
            if (taken != null) {
                throw new IllegalArgumentException("id " + added.id() + " is given to " + type.getName()
                        + " and was given to " + taken.getName() + " before");
            }
            Registered before = byClass.get(type);
            if (before != null) {
                throw new IllegalArgumentException(type.getName() + " is registered under id " + added.id()
                        + " and was under " + before.id() + " before");
            }
            byId.put(added.id(), type);
            byClass.put(type, added);
            return this;
        }

        private static int checked(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " is " + value + ", it must be " + least + " to " + most);
            }
            return value;
        }
    }
}
