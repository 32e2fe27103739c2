package org.razorrpc.interop;

import static java.util.Collections.nCopies;
import static java.util.stream.Collectors.toMap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.razorrpc.interop.Shapes.Circle;
import org.razorrpc.interop.Shapes.Color;
import org.razorrpc.interop.Shapes.Dot;
import org.razorrpc.interop.Shapes.Group;
import org.razorrpc.interop.Shapes.Inode;
import org.razorrpc.interop.Shapes.Label;
import org.razorrpc.interop.Shapes.Nothing;
import org.razorrpc.interop.Shapes.Pair;
import org.razorrpc.interop.Shapes.Point;
import org.razorrpc.interop.Shapes.Segment;
import org.razorrpc.interop.Shapes.Tree;

/** The values that both peers know: the same as the Rust peer's, in the same order. */
final class Samples {
    private static final long MAX_U32 = 0xffff_ffffL;
    private static final double LARGEST_SUBNORMAL = Math.nextDown(Double.MIN_NORMAL);

    /** Of the first four, whose maps have one entry at most, both sides write the same bytes; others' entries are in any order. */
    static final List<Shapes> ALL = Stream.concat(
                    Stream.of(smallest(), largest(), usual(), full()),
                    // Both sides of every bound at which a length takes another form on the wire.
                    IntStream.of(15, 16, 31, 32, 255, 256, 65_535, 65_536).mapToObj(Samples::sized))
            .toList();

    private Samples() {}

    private static Shapes smallest() {
        return modest(
                Float.NEGATIVE_INFINITY, -Double.MAX_VALUE, '\0', "", Optional.empty(), Optional.empty(), List.of(), 0);
    }

    /** Texts, bytes, lists and maps of that many elements. */
    private static Shapes sized(int length) {
        return modest(
                Float.NaN,
                LARGEST_SUBNORMAL,
                '\0',
                "x".repeat(length),
                Optional.empty(),
                Optional.empty(),
                nCopies(length, ""),
                length);
    }

    private static Shapes usual() {
        return modest(1.5f, Math.PI, 'é', "grüße, 世界 🦀", Optional.of(""), Optional.of(0L), List.of("a", ""), 0);
    }

    private static Shapes modest(
            float single,
            double twice,
            char letter,
            String text,
            Optional<String> maybe,
            Optional<Long> omitted,
            List<String> names,
            int elements) {
        return new Shapes(
                false,
                Byte.MIN_VALUE,
                Short.MIN_VALUE,
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                (short) 0,
                0,
                0,
                0,
                edges(),
                single,
                twice,
                letter,
                text,
                maybe,
                omitted,
                names,
                IntStream.range(0, elements).boxed().collect(toMap(i -> "size " + i, i -> new Point(i, -i))),
                IntStream.range(0, elements).boxed().collect(toMap(i -> i * 1000L, i -> nCopies(3, i & 0xff))),
                new TreeSet<>(),
                new Pair("", 0),
                new Inode(0),
                new Nothing(),
                Color.RED,
                List.of(),
                new Tree("", List.of()),
                ByteBuffer.allocate(elements),
                nCopies(elements, 0));
    }

    /** Something in every component, in few bytes. */
    private static Shapes full() {
        return new Shapes(
                true,
                (byte) -33,
                (short) 200,
                -70_000,
                1L << 40,
                (short) 200,
                40_000,
                3_000_000_000L,
                1L << 63,
                List.of(-1L, 1L),
                Float.MIN_VALUE,
                Double.NaN,
                '世',
                "full",
                Optional.of("some"),
                Optional.of(7L),
                List.of("one", "two"),
                Map.of("a", new Point(1, -1)),
                Map.of(4_000_000_000L, List.of(1, 255)),
                sorted(-1, 1),
                new Pair("pair", 5),
                new Inode(Long.MAX_VALUE),
                new Nothing(),
                Color.DARK_GREEN,
                List.of(
                        new Dot(),
                        new Circle(Double.NaN, Double.MIN_VALUE),
                        new Label("a label"),
                        new Segment(new Point(-1, 1), new Point(-32, 127)),
                        new Group(List.of(new Dot(), new Label("inner")))),
                new Tree("root", List.of(new Tree("leaf", List.of()))),
                ByteBuffer.wrap(new byte[] {0, 127, -128, -1}),
                List.of(0, 127, 128, 255));
    }

    private static Shapes largest() {
        return new Shapes(
                true,
                Byte.MAX_VALUE,
                Short.MAX_VALUE,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                (short) 0xff,
                0xffff,
                MAX_U32,
                -1,
                edges(),
                Float.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                '\uffff',
                "x".repeat(70_000),
                Optional.of("y".repeat(256)),
                Optional.of(MAX_U32),
                IntStream.range(0, 70_000).mapToObj(String::valueOf).toList(),
                Map.of("z".repeat(32), new Point(Integer.MAX_VALUE, Integer.MIN_VALUE)),
                Map.of(MAX_U32, List.of(0, 127, 128, 255)),
                sorted(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE),
                new Pair("last", MAX_U32),
                new Inode(-1),
                new Nothing(),
                Color.DARK_GREEN,
                List.of(
                        new Dot(),
                        new Circle(-0.0, Double.MIN_NORMAL),
                        new Label("a label"),
                        new Segment(new Point(-1, 1), new Point(-32, 127)),
                        new Group(List.of(new Dot(), new Group(List.of())))),
                new Tree("root", List.of(new Tree("leaf", List.of()))),
                ByteBuffer.wrap(allBytes()),
                IntStream.range(0, 256).boxed().toList());
    }

    private static SortedSet<Integer> sorted(Integer... values) {
        return new TreeSet<>(List.of(values));
    }

    private static byte[] allBytes() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    /** Both sides of every bound at which an integer takes another form on the wire. */
    private static List<Long> edges() {
        List<Long> edges = new ArrayList<>();
        Stream.of(
                        0L,
                        -32L,
                        0x80L,
                        -0x80L,
                        0x100L,
                        0x8000L,
                        -0x8000L,
                        0x1_0000L,
                        0x8000_0000L,
                        -0x8000_0000L,
                        0x1_0000_0000L)
                .forEach(bound -> edges.addAll(List.of(bound - 1, bound)));
        edges.addAll(List.of(Long.MIN_VALUE, Long.MAX_VALUE));
        return edges;
    }
}
