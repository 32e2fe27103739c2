package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.codec.msgpack.Messages.CODEC;
import static org.razorrpc.codec.msgpack.Messages.decode;
import static org.razorrpc.codec.msgpack.Messages.encode;
import static org.razorrpc.codec.msgpack.Messages.hex;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.TypeRef;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;

/** Each row of PROTOCOL.md's data model, byte for byte. */
class SerdeShapesTest {
    record Open(String path) {}

    record Empty() {}

    @Unit
    record Done() {}

    @Newtype
    record Inode(long value) {}

    @Newtype
    record Names(List<String> all) {}

    @Tuple
    record Point(int x, int y) {}

    record Sizes(byte a, short b, int c, long d, float e, double f, boolean g, char h) {}

    record Boxes(Byte a, Short b, Integer c, Long d, Float e, Double f, Boolean g, Character h) {}

    record Big(@Unsigned long bits, BigInteger number) {}

    record Maybe(Optional<String> a, @Nullable String b, OptionalInt c, OptionalLong d, OptionalDouble e) {}

    record Sparse(
            @OmitEmpty Optional<String> a,
            int b,
            @OmitEmpty @Nullable Point c) {}

    enum Color {
        RED,
        @WireName("Green")
        GREEN
    }

    sealed interface Shape permits Circle, Segment, Nothing, Label, Nested {}

    record Circle(double radius) implements Shape {}

    @Tuple
    record Segment(Point from, Point to) implements Shape {}

    record Nothing() implements Shape {}

    @Newtype
    @WireName("Text")
    record Label(String text) implements Shape {}

    sealed interface Nested extends Shape permits Group {}

    record Group(List<Shape> members) implements Nested {}

    record Renamed(@WireName("type") String kind, int retSize) {}

    record Bytes(byte[] data, ByteBuffer buffer) {}

    record Node(int value, List<Node> children, @Nullable Node next) {}

    sealed interface Result<T, E> permits Ok, Err {}

    record Ok<T, E>(T value) implements Result<T, E> {}

    @Newtype
    record Err<T, E>(E error) implements Result<T, E> {}

    record Pair<A, B>(A first, B second) {}

    record Pairs(Pair<List<String>, Pair<Integer, Open>> pair, Pair<Long, Long>[] array) {}

    private static void bothWays(Type type, Object value, String hex) {
        assertThat(hex(type, value)).isEqualTo(hex.replace(" ", ""));
        Object read = decode(type, hex);
        assertThat(read).isEqualTo(value);
    }

    private static void refused(Type type, String hex, String message) {
        assertThatThrownBy(() -> decode(type, hex))
                .isInstanceOf(CodecException.class)
                .hasMessage(message);
    }

    @Test
    void recordIsMapOfItsComponentsInOrder() {
        bothWays(Open.class, new Open("/tmp/a.txt"), "81 a470617468 aa2f746d702f612e747874");
        bothWays(Empty.class, new Empty(), "80");
        bothWays(
                Sizes.class,
                new Sizes((byte) -1, (short) 300, -70000, 1L << 40, 1.5f, 2.5, true, 'é'),
                "88 a161ff a162cd012c a163d2fffeee90 a164cf0000010000000000 a165ca3fc00000 a166cb4004000000000000 a167c3"
                        + " a168a2c3a9");
    }

    @Test
    void recordIsReadFromAnArrayInOrder() {
        assertThat((Open) decode(Open.class, "91 a161")).isEqualTo(new Open("a"));
        assertThat((Empty) decode(Empty.class, "90")).isEqualTo(new Empty());
        refused(Open.class, "92 a161 01", "Open: expected an array of 1 components, found 2 elements at byte 0");
        refused(Open.class, "90", "Open: expected an array of 1 components, found 0 elements at byte 0");
    }

    @Test
    void keysComeInAnyOrderAndUnknownOnesAreSkipped() {
        assertThat((Renamed) decode(Renamed.class, "83 a772657453697a65 05 a178 93c0a16181a17801 a474797065 a161"))
                .isEqualTo(new Renamed("a", 5));
    }

    @Test
    void unitRecordIsAnEmptyArrayAndReadFromNil() {
        bothWays(Done.class, new Done(), "90");
        assertThat((Done) decode(Done.class, "c0")).isEqualTo(new Done());
        refused(Done.class, "91c0", "Done: expected an array of 0 components, found 1 elements at byte 0");
    }

    @Test
    void newtypeIsItsValue() {
        bothWays(Inode.class, new Inode(300), "cd012c");
        bothWays(Names.class, new Names(List.of("a", "b")), "92a161a162");
    }

    @Test
    void tupleIsAnArrayAndNothingElse() {
        bothWays(Point.class, new Point(10, 20), "920a14");
        refused(Point.class, "82a17801a17902", "Point: expected array, found map at byte 0");
    }

    @Test
    void boxesAreTheirPrimitives() {
        Boxes boxes = new Boxes((byte) 1, (short) 2, 3, 4L, 5f, 6.0, false, 'x');
        bothWays(
                Boxes.class,
                boxes,
                "88 a16101 a16202 a16303 a16404 a165ca40a00000 a166cb4018000000000000 a167c2 a168a178");
        bothWays(int.class, 7, "07");
        bothWays(String.class, "héllo", "a668c3a96c6c6f");
    }

    @Test
    void unsignedAndBigIntegerReachTwoToThe64() {
        BigInteger most = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
        bothWays(Big.class, new Big(-1, most), "82 a462697473 cfffffffffffffffff a66e756d626572 cfffffffffffffffff");
        bothWays(Big.class, new Big(5, BigInteger.TEN.negate()), "82 a462697473 05 a66e756d626572 f6");
        refused(Big.class, "82 a462697473 ff", "Big.bits: -1 does not fit, the range is 0 to 2^64-1 at byte 6");
        assertThatThrownBy(() -> hex(Big.class, new Big(0, most.add(BigInteger.ONE))))
                .hasMessage("Big.number: a number of 65 bits is outside -2^63 to 2^64-1");
        bothWays(new TypeRef<Ok<@Unsigned Long, String>>() {}.type(), new Ok<>(5L), "81a576616c756505");
    }

    @Test
    void unsignedReachesIntoTypeArgumentsAndArrays() {
        record Lists(List<@Unsigned Long> list, @Unsigned long[] array) {}
        Lists lists = new Lists(List.of(-1L), new long[] {-1});
        byte[] message = encode(CODEC, Lists.class, lists);
        Lists read = decode(CODEC, Lists.class, message);
        assertThat(read.list()).containsExactly(-1L);
        assertThat(read.array()).containsExactly(-1L);
        assertThat(hex(Lists.class, lists))
                .isEqualTo("82a46c69737491cfffffffffffffffffa5617272617991cfffffffffffffffff");
    }

    @Test
    void bytesAreBinAndReadFromArraysToo() {
        bothWays(byte[].class, new byte[] {1, 2, 3}, "c403010203");
        assertThat((byte[]) decode(byte[].class, "93 01 ccff 7f")).containsExactly(1, -1, 127);
        refused(byte[].class, "91cd0100", "byte[]: 256 does not fit, the range is -128 to 255 at byte 1");
        Bytes read = decode(Bytes.class, "82 a464617461 920102 a6627566666572 c40103");
        assertThat(read.data()).containsExactly(1, 2);
        assertThat(read.buffer()).isEqualTo(ByteBuffer.wrap(new byte[] {3}));
    }

    @Test
    void bytesAreAnArrayByOption() {
        Codec plain = new MsgpackCodecProvider()
                .create(MsgpackConfig.builder().bytesAsArray(true).build());
        assertThat(hex(plain, byte[].class, new byte[] {1, -1})).isEqualTo("9201ccff");
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);
        assertThat(hex(plain, ByteBuffer.class, buffer)).isEqualTo("920102");
        assertThat(hex(ByteBuffer.class, buffer)).isEqualTo("c4020102");
        assertThat(buffer.position()).as("untouched").isEqualTo(1);
    }

    @Test
    void collectionsAndArraysAreArrays() {
        bothWays(new TypeRef<List<Integer>>() {}.type(), List.of(1, 2), "920102");
        bothWays(new TypeRef<Collection<String>>() {}.type(), List.of("a"), "91a161");
        bothWays(new TypeRef<Set<Integer>>() {}.type(), Set.of(3, 1, 2), "93010203");
        bothWays(new TypeRef<SortedSet<String>>() {}.type(), new TreeSet<>(Set.of("b", "a")), "92a161a162");
        bothWays(int[].class, new int[] {1, -1}, "9201ff");
        bothWays(String[][].class, new String[][] {{"a"}, {}}, "9291a16190");
        bothWays(char[].class, new char[] {'a', 'b'}, "92a161a162");
        bothWays(boolean[].class, new boolean[] {true}, "91c3");
        bothWays(double[].class, new double[] {1}, "91cb3ff0000000000000");
        bothWays(float[].class, new float[] {1}, "91ca3f800000");
        bothWays(short[].class, new short[] {1}, "9101");
        bothWays(long[].class, new long[] {1}, "9101");
        bothWays(Byte[].class, new Byte[] {-1}, "91ff");
    }

    @Test
    void mapsAreMapsWithAnyComparableKey() {
        bothWays(new TypeRef<Map<String, Integer>>() {}.type(), Map.of("b", 1, "a", 2), "82a16102a16201");
        bothWays(new TypeRef<Map<Color, Integer>>() {}.type(), Map.of(Color.GREEN, 1), "81a5477265656e01");
        bothWays(new TypeRef<Map<Integer, Boolean>>() {}.type(), Map.of(300, true), "81cd012cc3");
        bothWays(
                new TypeRef<SortedMap<Long, Open>>() {}.type(),
                new TreeMap<>(Map.of(1L, new Open("x"))),
                "810181a470617468a178");
        refused(
                new TypeRef<Map<String, Integer>>() {}.type(),
                "82a16101a16102",
                "Map<String, Integer>[a]: the key comes twice at byte 4");
    }

    @Test
    void equalUnorderedValuesAreEqualBytes() {
        Type set = new TypeRef<Set<String>>() {}.type();
        Set<String> few = new HashSet<>(List.of("Aa", "BB", "C"));
        Set<String> grown = new HashSet<>(1000);
        grown.addAll(List.of("C", "BB", "Aa"));
        assertThat(hex(set, few)).isEqualTo(hex(set, grown)).isEqualTo("93a143a24161a24242");
        Type map = new TypeRef<Map<String, Integer>>() {}.type();
        Map<String, Integer> one = new HashMap<>();
        one.put("BB", 1);
        one.put("Aa", 2);
        Map<String, Integer> linked = new LinkedHashMap<>(Map.of("b", 1));
        linked.put("a", 2);
        assertThat(hex(map, one)).isEqualTo("82a2416102a2424201");
        assertThat(hex(map, linked)).as("an order of its own stays").isEqualTo("82a16201a16102");
    }

    @Test
    void optionsAreNilOrTheValue() {
        Maybe none =
                new Maybe(Optional.empty(), null, OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty());
        Maybe some = new Maybe(Optional.of("x"), "y", OptionalInt.of(1), OptionalLong.of(2), OptionalDouble.of(0.5));
        bothWays(Maybe.class, none, "85 a161c0 a162c0 a163c0 a164c0 a165c0");
        bothWays(Maybe.class, some, "85 a161a178 a162a179 a16301 a16402 a165cb3fe0000000000000");
        assertThat((Maybe) decode(Maybe.class, "80")).as("missing keys").isEqualTo(none);
    }

    @Test
    void omittedKeysAreLeftOut() {
        bothWays(Sparse.class, new Sparse(Optional.empty(), 1, null), "81 a16201");
        bothWays(Sparse.class, new Sparse(Optional.of("x"), 1, new Point(1, 2)), "83 a161a178 a16201 a163920102");
        bothWays(Sparse.class, new Sparse(Optional.empty(), 1, new Point(1, 2)), "82 a16201 a163920102");
    }

    @Test
    void voidIsNilAndReadFromNothing() {
        bothWays(Void.class, null, "c0");
        assertThat(hex(void.class, null)).isEqualTo("c0");
        Object unit = decode(void.class, "");
        assertThat(unit).isNull();
        refused(Open.class, "", "Open: expected map, found the end of the message at byte 0");
        refused(Void.class, "90", "Void: expected nil, found array at byte 0");
    }

    @Test
    void enumConstantIsItsName() {
        bothWays(Color.class, Color.RED, "a3524544");
        bothWays(Color.class, Color.GREEN, "a5477265656e");
        assertThat((Color) decode(Color.class, "81a3524544c0")).isEqualTo(Color.RED);
        refused(Color.class, "a3424c55", "Color: Color has no constant BLU at byte 0");
    }

    @Test
    void sealedInterfaceIsTaggedFromOutside() {
        bothWays(Shape.class, new Circle(1), "81 a6436972636c65 81 a6726164697573 cb3ff0000000000000");
        bothWays(Shape.class, new Segment(new Point(0, 1), new Point(2, 3)), "81 a75365676d656e74 92 920001 920203");
        bothWays(Shape.class, new Nothing(), "a74e6f7468696e67");
        bothWays(Shape.class, new Label("x"), "81 a454657874 a178");
        bothWays(
                Shape.class,
                new Group(List.of(new Nothing(), new Label("x"))),
                "81 a547726f7570 81 a76d656d62657273 92 a74e6f7468696e67 81a454657874a178");
        assertThat((Shape) decode(Shape.class, "81 a74e6f7468696e67 c0")).isEqualTo(new Nothing());
        assertThat((Shape) decode(Shape.class, "81 a74e6f7468696e67 80")).isEqualTo(new Nothing());
        refused(
                Shape.class,
                "a6436972636c65",
                "Shape: a variant of Shape that has components came as its name alone at byte 0");
        refused(
                Shape.class,
                "82a178c0a179c0",
                "Shape: expected a variant, which is a map of one entry, found 2 entries at byte 0");
        refused(Shape.class, "81a178c0", "Shape: Shape has no variant x at byte 1");
    }

    @Test
    void genericSealedInterfaceBindsItsVariants() {
        Type type = new TypeRef<Result<List<Integer>, String>>() {}.type();
        bothWays(type, new Ok<>(List.of(1)), "81a24f6b81a576616c75659101");
        bothWays(type, new Err<>("no"), "81a3457272a26e6f");
    }

    @Test
    void genericsResolveThroughComponents() {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Pair<Long, Long>[] array = new Pair[] {new Pair<>(1L, 2L)};
        Pairs pairs = new Pairs(new Pair<>(List.of("a"), new Pair<>(1, new Open("p"))), array);
        Pairs read = decode(CODEC, Pairs.class, encode(CODEC, Pairs.class, pairs));
        assertThat(read.pair()).isEqualTo(pairs.pair());
        assertThat(read.array()).isEqualTo(pairs.array());
    }

    @Test
    void typesMayContainThemselves() {
        Node leaf = new Node(1, List.of(), null);
        Node tree = new Node(2, List.of(leaf, leaf), leaf);
        Node read = decode(CODEC, Node.class, encode(CODEC, Node.class, tree));
        assertThat(read).isEqualTo(tree);
    }

    @Test
    void namesFollowAnnotationAndOption() {
        bothWays(Renamed.class, new Renamed("f", 3), "82 a474797065 a166 a772657453697a65 03");
        Codec snake = new MsgpackCodecProvider()
                .create(MsgpackConfig.builder().snakeCase(true).build());
        assertThat(hex(snake, Renamed.class, new Renamed("f", 3))).isEqualTo("82a474797065a166a87265745f73697a6503");
    }

    @Test
    void snakeCaseSplitsWhereWordsBegin() {
        assertThat(SnakeCase.of("retSize")).isEqualTo("ret_size");
        assertThat(SnakeCase.of("httpURL")).isEqualTo("http_url");
        assertThat(SnakeCase.of("URLPath")).isEqualTo("url_path");
        assertThat(SnakeCase.of("path2Name")).isEqualTo("path2_name");
        assertThat(SnakeCase.of("already_there")).isEqualTo("already_there");
    }
}
