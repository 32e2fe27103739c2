package org.razorrpc.codec.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import java.lang.reflect.Type;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.TypeRef;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.CodecProvider;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

class KryoCodecTest {
    record Item(String name, int count) {}

    record Basket(List<Item> items, Item first) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException(value + " is not positive");
            }
        }
    }

    interface Open {}

    record Known(int value) implements Open {}

    record Holder(Open open) {}

    sealed interface Closed permits One, Two {}

    record One() implements Closed {}

    record Two() implements Closed {}

    static final class Plain {
        private final int value;

        Plain(int value) {
            this.value = value;
        }
    }

    static final class PlainSerializer extends Serializer<Plain> {
        @Override
        public void write(Kryo kryo, Output out, Plain plain) {
            out.writeInt(plain.value);
        }

        @Override
        public Plain read(Kryo kryo, Input in, Class<? extends Plain> type) {
            return new Plain(in.readInt());
        }
    }

    private static Codec codec(Class<?>... types) {
        KryoConfig.Builder config = KryoConfig.builder();
        for (int i = 0; i < types.length; i++) {
            config.register(KryoConfig.FIRST_ID + i, types[i]);
        }
        return new KryoCodecProvider().create(config.build());
    }

    private static <T> T roundTrip(Codec codec, Type type, T value) {
        return KryoBombTest.roundTrip(codec.<T>of(type), value);
    }

    private static String hex(Codec codec, Type type, Object value) {
        WireBuffer out = new WireBuffer(1);
        codec.of(type).encode(value, out);
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    static Stream<Object> builtIns() {
        Map<String, Integer> map = Map.of("a", 1, "b", 2, "c", 3);
        List<Integer> list = List.of(3, 1, 2);
        return Stream.of(
                BigInteger.TWO.pow(3000).negate(),
                BigInteger.ZERO,
                new BigDecimal("-12345678901234567890.0123"),
                BigDecimal.ONE,
                new BigDecimal("1e-30"),
                UUID.randomUUID(),
                Instant.MIN,
                Instant.MAX,
                Instant.now(),
                Duration.ofNanos(-1),
                LocalDate.MIN,
                LocalDate.MAX,
                LocalTime.MAX,
                LocalDateTime.MIN,
                OffsetDateTime.MAX,
                ZoneOffset.ofHours(-3),
                OptionalInt.of(-1),
                OptionalInt.empty(),
                OptionalLong.of(Long.MIN_VALUE),
                OptionalDouble.of(Double.NaN),
                Optional.of(Optional.of("x")),
                Optional.empty(),
                ByteBuffer.wrap(new byte[] {1, 2}),
                new ArrayList<>(list),
                list,
                List.of(),
                List.of(1),
                list.subList(0, 2),
                Arrays.asList(1, null),
                Stream.of(1, null, 3).toList(),
                new LinkedList<>(list),
                new CopyOnWriteArrayList<>(list),
                new HashSet<>(list),
                new LinkedHashSet<>(list),
                new TreeSet<>(list),
                Set.of(),
                Set.of(1),
                Set.of(1, 2, 3),
                new HashMap<>(map),
                new LinkedHashMap<>(map),
                new TreeMap<>(map),
                new ConcurrentSkipListMap<>(map),
                map,
                Map.of(),
                Map.of(1, 2),
                new char[] {'a', '\ud800'},
                new short[] {1, -1},
                new long[] {1, -1},
                new float[] {1.5f},
                new double[] {Double.MIN_VALUE},
                new boolean[] {true, false},
                new byte[300],
                new int[] {1, -1},
                new String[] {"a", null},
                new Object[] {1, "b", null, new int[] {1}},
                new Integer[][] {{1}, {}, null},
                new long[][][] {{{1}, {2}}, {}},
                'x',
                (byte) 1,
                (short) 2,
                3,
                4L,
                5f,
                6d,
                true,
                "");
    }

    @ParameterizedTest
    @MethodSource("builtIns")
    void whatIsBuiltInTravelsWithoutRegistration(Object value) {
        Object asObject = roundTrip(codec(), Object.class, value);
        assertThat(Objects.deepEquals(asObject, value)).as("%s", asObject).isTrue();
        if (value.getClass().isArray()) {
            assertThat(asObject.getClass()).isEqualTo(value.getClass());
        }
    }

    @Test
    void theUsualCollectionsKeepTheirClassAndOthersGetAUsualOne() {
        Codec codec = codec();
        for (Object kept :
                List.of(new ArrayList<>(), new HashSet<>(), new TreeSet<>(), new TreeMap<>(), new LinkedHashMap<>())) {
            assertThat(roundTrip(codec, Object.class, kept)).hasSameClassAs(kept);
        }
        assertThat(roundTrip(codec, Object.class, (Object) List.of(1))).hasSameClassAs(List.of(1));
        assertThat(roundTrip(codec, Object.class, (Object) new LinkedList<>())).hasSameClassAs(new ArrayList<>());
        assertThat(roundTrip(codec, Object.class, (Object) EnumSet.noneOf(TimeUnit.class)))
                .hasSameClassAs(new LinkedHashSet<>());
        assertThatThrownBy(() -> roundTrip(codec, Object.class, new TreeSet<>(Comparator.<String>reverseOrder())))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("comparator");
    }

    @Test
    void nullComponentsTravel() {
        Codec codec = codec(Item.class, Basket.class);
        Basket basket = new Basket(null, new Item(null, 1));
        assertThat(roundTrip(codec, Basket.class, basket)).isEqualTo(basket);
    }

    @Test
    void messagesOfRecordsHoldTheirComponentsInOrder() {
        Codec codec = codec(Item.class, Basket.class);
        assertThat(hex(codec, Item.class, new Item("ab", 1))).isEqualTo("01" + "036162" + "02");
        assertThat(hex(codec, Basket.class, new Basket(List.of(new Item("a", 0)), null)))
                .isEqualTo("01" + "1d" + "01" + "42" + "0261" + "00" + "00");
        assertThat(hex(codec, Void.class, null)).isEqualTo("00");
    }

    /** The format: changing an id breaks every peer of another version. */
    @Test
    void idsOfBuiltInClassesStay() {
        Object[] values = {
            1,
            "",
            1f,
            true,
            (byte) 1,
            'a',
            (short) 1,
            1L,
            1d,
            null,
            new byte[0],
            new char[0],
            new short[0],
            new int[0],
            new long[0],
            new float[0],
            new double[0],
            new boolean[0],
            new Object[0],
            BigInteger.ONE,
            BigDecimal.ONE,
            ByteBuffer.allocate(0),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            new ArrayList<>(),
            List.of(),
            new HashSet<>(),
            new LinkedHashSet<>(),
            new TreeSet<>(),
            Set.of(),
            new HashMap<>(),
            new LinkedHashMap<>(),
            new TreeMap<>(),
            Map.of(),
            Instant.EPOCH,
            Duration.ZERO,
            LocalDate.EPOCH,
            LocalTime.MIN,
            LocalDateTime.MIN,
            OffsetDateTime.MIN,
            ZoneOffset.UTC,
            new UUID(0, 0)
        };
        for (int id = 0; id < values.length; id++) {
            if (values[id] != null) {
                assertThat(hex(codec(), Object.class, values[id])).startsWith("%02x".formatted(id + 2));
            }
        }
    }

    @Test
    void sidesAgreeWhateverTheOrderOfRegistrationAndUse() {
        Codec one = new KryoCodecProvider()
                .create(KryoConfig.builder()
                        .register(70, Item.class)
                        .register(300, Known.class)
                        .build());
        Codec other = new KryoCodecProvider()
                .create(KryoConfig.builder()
                        .register(300, Known.class)
                        .register(70, Item.class)
                        .build());
        roundTrip(other, Object.class, (Object) new Known(1));
        for (Object value : List.of(new Item("a", 1), new Known(5))) {
            byte[] bytes = HexFormat.of().parseHex(hex(one, Object.class, value));
            assertThat(other.of(Object.class).decode(bytes, 0, bytes.length)).isEqualTo(value);
        }
        assertThat(hex(one, Object.class, new Known(5))).startsWith("ae02");
    }

    @Test
    void aClassWithItsOwnSerializerTravels() {
        Codec codec = new KryoCodecProvider()
                .create(KryoConfig.builder()
                        .register(64, Plain.class, kryo -> new PlainSerializer())
                        .build());
        assertThat(roundTrip(codec, Plain.class, new Plain(7)).value).isEqualTo(7);
        assertThat(roundTrip(codec, Plain[].class, new Plain[] {new Plain(8)})[0].value)
                .isEqualTo(8);
    }

    static final class Bean {
        int number;
        String text;
        List<Item> items;
        Bean next;

        Bean() {}
    }

    @Test
    void aPlainClassTravelsByKryosFieldSerializer() {
        Codec codec = new KryoCodecProvider()
                .create(KryoConfig.builder()
                        .register(64, Item.class)
                        .register(65, Bean.class, kryo -> new FieldSerializer<>(kryo, Bean.class))
                        .build());
        Bean bean = new Bean();
        bean.number = 7;
        bean.text = "gr\u00fcn";
        bean.items = List.of(new Item("a", 1));
        bean.next = new Bean();
        Bean read = roundTrip(codec, Bean.class, bean);
        assertThat(read).usingRecursiveComparison().isEqualTo(bean);

        byte[] bytes = HexFormat.of().parseHex(hex(codec, Bean.class, bean));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = bytes.clone();
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            try {
                codec.of(Bean.class).decode(mutated, 0, mutated.length);
            } catch (CodecException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }

        bean.next = bean;
        assertThatThrownBy(() -> roundTrip(codec, Bean.class, bean)).isInstanceOf(CodecException.class);
        bean.next = null;
        WireBuffer out = new WireBuffer(0);
        for (int limit = 0; limit < 10; limit++) {
            out.limit(limit);
            assertThatThrownBy(() -> codec.of(Bean.class).encode(bean, out))
                    .isExactlyInstanceOf(WireBuffer.Overflow.class);
            out.position(0);
        }
    }

    @Test
    void unregisteredTypesAreRefusedWithTheComponentAndTheCallToAdd() {
        assertRefused(codec(), Item.class, "Item is not registered", "register(id, Item.class)");
        assertRefused(
                codec(Basket.class),
                Basket.class,
                "Basket.items",
                "Item is not registered",
                "register(id, Item.class)");
        assertRefused(
                codec(), new TypeRef<Map<String, List<Item>>>() {}.type(), "type argument", "Item is not registered");
        assertRefused(codec(), new TypeRef<List<? extends Item>>() {}.type(), "Item is not registered");
        assertRefused(codec(), new TypeRef<List<Item>[]>() {}.type(), "List", "is not registered");
        assertRefused(codec(), Item[][].class, "Item is not registered");
        assertRefused(codec(One.class), Closed.class, "variant Two", "register(id, Two.class)");
        assertRefused(codec(Holder.class), Holder.class, "Holder.open", "nothing that is registered is a", "Open");
        assertRefused(codec(Holder.class, Open.class), Holder.class, "nothing that is registered is a", "Open");
        assertRefused(codec(), LinkedList.class, "LinkedList is not registered");
    }

    private static void assertRefused(Codec codec, Type type, String... words) {
        assertThatThrownBy(() -> codec.of(type))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void aValueOfAnUnregisteredClassIsRefusedWithItsPlace() {
        record Stranger(int value) implements Open {}
        Codec codec = codec(Holder.class, Known.class);
        assertThat(roundTrip(codec, Holder.class, new Holder(new Known(1)))).isEqualTo(new Holder(new Known(1)));
        assertThatThrownBy(() -> roundTrip(codec, Holder.class, new Holder(new Stranger(1))))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("Stranger", "is not registered", "Holder.open");
        assertThatThrownBy(() -> codec.of(Holder.class).encode("text", new WireBuffer(1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void elementsOfAnotherTypeThanDeclaredAreRefused() {
        Codec codec = codec(Item.class, Basket.class);
        assertForeign(codec, List.of(1), new TypeRef<List<String>>() {}.type());
        assertForeign(codec, Map.of("a", "b"), new TypeRef<Map<String, Integer>>() {}.type());
        assertForeign(codec, Map.of(1, 1), new TypeRef<Map<String, Integer>>() {}.type());
        assertForeign(codec, List.of(List.of(1)), new TypeRef<List<List<String>>>() {}.type());
        assertForeign(codec, "text", List.class);
        byte[] bytes =
                HexFormat.of().parseHex("01" + "1d" + "01" + "0302" + "00"); // The list of a Basket holds a string.
        assertThatThrownBy(() -> codec.of(Basket.class).decode(bytes, 0, bytes.length))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Basket.items");
    }

    @Test
    void whatDoesNotBelongIsRefusedBeforeItsContentsAreRead() {
        Map<Type, String> heads = Map.of(
                new TypeRef<List<String>>() {}.type(),
                "1c" + "01",
                new TypeRef<Optional<String>>() {}.type(),
                "18",
                new TypeRef<Map<String, String>>() {}.type(),
                "22" + "01",
                String[].class,
                "14" + "01" + "03" + "01");
        heads.forEach((type, head) -> {
            byte[] bytes = HexFormat.of().parseHex(head + "1c" + "ff"); // Then a list, which is cut off.
            assertThatThrownBy(() -> codec().of(type).decode(bytes, 0, bytes.length))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("a java.util.ArrayList is where a java.lang.String belongs");
        });
    }

    private static void assertForeign(Codec codec, Object value, Type type) {
        byte[] bytes = HexFormat.of().parseHex(hex(codec, Object.class, value));
        assertThatThrownBy(() -> codec.of(type).decode(bytes, 0, bytes.length))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("belongs");
    }

    @Test
    void whatAConstructorThrowsIsADecodeErrorWithItsCause() {
        MessageCodec<Object> codec = codec(Positive.class).of(Positive.class);
        assertThatThrownBy(() -> codec.decode(new byte[] {1, 1}, 0, 2))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("-1 is not positive")
                .hasCauseInstanceOf(RuntimeException.class);
    }

    @Test
    void halfASurrogatePairIsRefusedOnTheWayOut() {
        assertThatThrownBy(() -> hex(codec(), String.class, "a\ud800b"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void aMessageThatFillsTheLimitExactlyIsWritten() {
        Codec codec = codec(Item.class);
        for (Object value :
                List.of("plain", "gr\u00fcn", new Item("a", 1 << 30), new byte[100], List.of(1, 2), Map.of("a", 1))) {
            int length = hex(codec, Object.class, value).length() / 2;
            WireBuffer out = new WireBuffer(0);
            out.limit(length);
            codec.of(Object.class).encode(value, out);
            assertThat(out.position()).isEqualTo(length);
        }
    }

    @Test
    void registrationsThatCannotWorkAreRefused() {
        KryoConfig.Builder config = KryoConfig.builder().register(64, Item.class);
        assertBad(() -> config.register(64, Known.class), "id 64", "Known", "Item");
        assertBad(() -> config.register(65, Item.class), "Item", "65", "64");
        assertBad(() -> config.register(63, Known.class), "Known", "63", "64 to 65535");
        assertBad(() -> config.register(65, Plain.class), "neither a record nor an enum", "FieldSerializer");
        assertBad(() -> config.register(65, String.class), "String needs no registration");
        assertBad(() -> config.register(65, Item[].class), "register what it is an array of");
        assertBad(() -> config.maxDepth(0), "maxDepth is 0");
        assertBad(() -> config.maxIdle(0), "maxIdle is 0");
    }

    private static void assertBad(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }

    @Test
    void theProviderIsFoundAndAsksForConfiguration() {
        CodecProvider provider = ServiceLoader.load(CodecProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals("kryo"))
                .findAny()
                .orElseThrow();
        assertThat(provider.usableByPresence()).isFalse();
        assertThatThrownBy(provider::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("new KryoCodecProvider().create", "register");
        assertThat(codec().formatId()).isEqualTo(1);
    }
}
