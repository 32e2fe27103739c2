package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.razorrpc.codec.msgpack.Messages.CODEC;
import static org.razorrpc.codec.msgpack.Messages.decode;
import static org.razorrpc.codec.msgpack.Messages.encode;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.value.Value;
import org.razorrpc.stream.TypeRef;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;

/** Bytes that lie, nest without end or make no sense: a decode error each, in bounded memory. */
class HostileInputTest {
    private static final long MOST_ALLOCATED = 1 << 20;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    record Node(int value, @Nullable Node next, List<Node> children) {}

    @Newtype
    record Onion(List<Onion> layers) {}

    @Newtype
    record Mirror(Optional<Mirror> self) {}

    sealed interface Expression permits Literal, Negation {}

    record Literal(long value) implements Expression {}

    @Newtype
    record Negation(Expression of) implements Expression {}

    enum Color {
        RED,
        GREEN
    }

    record Everything(
            String text,
            byte[] bytes,
            ByteBuffer buffer,
            int[] ints,
            long[][] longs,
            List<String> list,
            Set<Integer> set,
            Map<String, List<Color>> map,
            Optional<BigInteger> number,
            Value dynamic,
            @Nullable Expression expression,
            Onion onion) {}

    private static final List<Type> TYPES = List.of(
            Everything.class,
            Node.class,
            Onion.class,
            Expression.class,
            Value.class,
            String.class,
            byte[].class,
            long[].class,
            String[][].class,
            Color.class,
            BigInteger.class,
            new TypeRef<List<List<List<Long>>>>() {}.type(),
            new TypeRef<TreeMap<Integer, Map<String, Set<String>>>>() {}.type());

    private static long allocatedBy(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void refusedByEveryType(byte[] message) {
        for (Type type : TYPES) {
            MessageCodec<?> codec = CODEC.of(type);
            long allocated = allocatedBy(() -> assertRefused(codec, message));
            assertThat(allocated).as("%s", type).isLessThan(MOST_ALLOCATED);
        }
    }

    private static void assertRefused(MessageCodec<?> codec, byte[] message) {
        try {
            codec.decode(message, 0, message.length);
        } catch (CodecException e) {
            return;
        }
        fail("was decoded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ddffffffff",
                "dd7fffffff",
                "dcffff",
                "9f",
                "dfffffffff",
                "df7fffffff",
                "deffff",
                "8f",
                "dbffffffff",
                "db7fffffff61",
                "daffff",
                "d9ff",
                "bf",
                "c6ffffffff",
                "c67fffffff61",
                "c5ffff",
                "c4ff",
                "c9ffffffff01",
                "c97fffffff01",
                "c8ffff01",
                "c7ff01",
                "d801",
                "d701",
                "c1",
                "cf",
                "cb00",
                "df0000000101",
                "dd00000001"
            })
    void lengthThatLiesIsRefused(String hex) {
        byte[] lie = HexFormat.of().parseHex(hex);
        refusedByEveryType(lie);
        // As the value of a key that nobody knows, and as that of one that is read.
        refusedByEveryType(concat("81a178", lie));
        refusedByEveryType(concat("81a464796e616d6963", lie));
        refusedByEveryType(concat("9c", lie));
        refusedByEveryType(concat("91", lie));
    }

    private static byte[] concat(String hex, byte[] tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex(hex));
        out.writeBytes(tail);
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "91",
                "81a178",
                "81c0",
                "dc0001",
                "dd00000001",
                "8191",
                "81a84e65676174696f6e",
                "9300c091",
                "9101"
            })
    void nestingWithoutEndIsRefused(String level) {
        byte[] one = HexFormat.of().parseHex(level);
        byte[] message = new byte[one.length * 100_000];
        for (int i = 0; i < message.length; i++) {
            message[i] = one[i % one.length];
        }
        refusedByEveryType(message);
        refusedByEveryType(Arrays.copyOf(message, message.length + 1));
    }

    @Test
    void everyLevelThatLiesAboutItsLengthTakesLittle() {
        byte[] level = HexFormat.of().parseHex("dd00001000");
        byte[] message = new byte[64 * level.length + 5000];
        for (int i = 0; i < 64 * level.length; i++) {
            message[i] = level[i % level.length];
        }
        Arrays.fill(message, 64 * level.length, message.length, (byte) 0xc1);
        refusedByEveryType(message);
    }

    @Test
    void skippedValueMayNestDeeply() {
        record One(int value) {}
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, (byte) 0x91);
        deep[deep.length - 1] = (byte) 0xc0;
        byte[] message = concat(
                HexFormat.of().formatHex(concat("82a178", deep)), HexFormat.of().parseHex("a576616c756505"));
        assertThat((One) decode(CODEC, One.class, message)).isEqualTo(new One(5));
    }

    @Test
    void depthIsCountedToTheLevel() {
        Type type = Onion.class;
        // A newtype counts as a level, so that each layer is two.
        assertThat((Onion) decode(CODEC, type, nested(32))).isNotNull();
        assertThatThrownBy(() -> decode(CODEC, type, nested(33)))
                .isInstanceOf(CodecException.class)
                .hasMessageEndingWith("nested deeper than maxDepth allows at byte 32");
        assertThat((Value) decode(CODEC, Value.class, nested(64))).isNotNull();
        assertThatThrownBy(() -> decode(CODEC, Value.class, nested(65)))
                .hasMessage("Value: nested deeper than maxDepth allows at byte 64");
        Codec shallow = new MsgpackCodecProvider()
                .create(MsgpackConfig.builder().maxDepth(3).build());
        assertThat((Value) decode(shallow, Value.class, nested(3))).isNotNull();
        assertThatThrownBy(() -> decode(shallow, Value.class, nested(4))).isInstanceOf(CodecException.class);
    }

    private static byte[] nested(int levels) {
        byte[] message = new byte[levels];
        Arrays.fill(message, (byte) 0x91);
        message[levels - 1] = (byte) 0x90;
        return message;
    }

    @Test
    void greatestDepthNeedsNoMoreThanASmallStack() throws InterruptedException {
        Codec deep = new MsgpackCodecProvider()
                .create(MsgpackConfig.builder().maxDepth(1024).build());
        List<Throwable> escaped = new ArrayList<>();
        Thread small = new Thread(
                null,
                () -> {
                    for (int levels : new int[] {10, 100, 400, 512, 513, 1024, 5000}) {
                        for (Type type : List.of(Onion.class, Value.class)) {
                            try {
                                deep.of(type).decode(nested(levels), 0, levels);
                            } catch (CodecException expected) {
                                // Too deep for the limit, or for this stack.
                            } catch (Throwable e) {
                                escaped.add(e);
                            }
                        }
                    }
                },
                "small",
                160 << 10);
        small.start();
        small.join();
        assertThat(escaped).isEmpty();
    }

    @Test
    void typeThatHoldsNothingButItselfEnds() {
        assertThat((Mirror) decode(Mirror.class, "c0")).isEqualTo(new Mirror(Optional.empty()));
        assertThatThrownBy(() -> decode(Mirror.class, "01"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void cyclicValueIsAnEncodeError() {
        List<Node> children = new ArrayList<>();
        Node node = new Node(1, null, children);
        children.add(node);
        assertThatThrownBy(() -> encode(CODEC, Node.class, node))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("Node.children[0].children[0]")
                .hasMessageEndingWith("nested deeper than maxDepth allows; is it a cycle?");
    }

    @Test
    void duplicatesAreRefused() {
        Type map = new TypeRef<Map<Integer, @Nullable String>>() {}.type();
        Type set = new TypeRef<Set<String>>() {}.type();
        assertThatThrownBy(() -> decode(map, "8205c0cc05c0")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> decode(set, "92a161a161"))
                .hasMessage("Set<String>[1]: comes twice in a set at byte 3");
        assertThatThrownBy(() -> decode(Value.class, "8205c0cc05c0"))
                .hasMessage("Value: the key comes twice at byte 3");
        assertThatThrownBy(() -> decode(Value.class, "8291c0c091c0c0")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> decode(Node.class, "82a576616c756501a576616c756502"))
                .hasMessageStartingWith("Node.value: the key comes twice");
    }

    @Test
    void everyTruncationAndEveryExtraByteIsRefused() {
        byte[] whole = encode(CODEC, Everything.class, RandomValues.everything(new SplittableRandom(7)));
        MessageCodec<?> codec = CODEC.of(Everything.class);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(codec, Arrays.copyOf(whole, length));
        }
        assertRefused(codec, Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void mutatedMessageIsDecodedOrRefusedInBoundedMemory() {
        SplittableRandom random = new SplittableRandom(20261122);
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            seeds.add(encode(CODEC, Everything.class, RandomValues.everything(random)));
        }
        int decoded = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] message =
                    i % 4 == 0 ? randomBytes(random) : mutated(seeds.get(random.nextInt(seeds.size())), random);
            decoded += decodesQuietly(TYPES.get(i % 3 == 0 ? random.nextInt(TYPES.size()) : 0), message, i);
        }
        assertThat(decoded).as("both ends are met").isBetween(1000, 190_000);
    }

    private static int decodesQuietly(Type type, byte[] message, int round) {
        MessageCodec<?> codec = CODEC.of(type);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int decoded = 1;
        try {
            codec.decode(message, 0, message.length);
        } catch (CodecException e) {
            decoded = 0;
        } catch (Throwable e) {
            fail("round " + round + ", " + type + ", " + HexFormat.of().formatHex(message), e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > 64 * 1024 + 100L * message.length) {
            fail("round " + round + " took " + allocated + " bytes: "
                    + HexFormat.of().formatHex(message));
        }
        return decoded;
    }

    private static byte[] randomBytes(SplittableRandom random) {
        byte[] message = new byte[random.nextInt(40)];
        random.nextBytes(message);
        return message;
    }

    private static byte[] mutated(byte[] seed, SplittableRandom random) {
        byte[] message = random.nextInt(8) == 0 ? Arrays.copyOf(seed, random.nextInt(seed.length + 4)) : seed.clone();
        int[] interesting = {0x80, 0x90, 0xa0, 0xc0, 0xc1, 0xc4, 0xc6, 0xc9, 0xcf, 0xdb, 0xdd, 0xdf, 0xff, 0x7f, 0x00};
        for (int edits = random.nextInt(4); edits >= 0 && message.length > 0; edits--) {
            int at = random.nextInt(message.length);
            message[at] = (byte)
                    (random.nextBoolean() ? interesting[random.nextInt(interesting.length)] : random.nextInt(256));
        }
        return message;
    }
}
