package org.razorrpc.tck;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.razorrpc.stream.TypeRef;

/** Types and values of the data model that every codec carries. */
public final class CodecSamples {
    private static final List<String> STRINGS = List.of(
            "",
            "a",
            "plain ascii",
            "\u0000\u007f\u0080\u07ff\u0800\uffff",
            "Gr\u00fc\u00dfe, \u6f22\u5b57",
            "\ud83d\ude00 \ud800\udf48",
            "\ud800\udc00\udbff\udfff",
            "e\u0301",
            "x".repeat(31),
            "y".repeat(255),
            "z".repeat(70_000),
            "\u20ac".repeat(300));

    private CodecSamples() {}

    /** A value of the declared type. */
    public record Sample(String name, Type type, Object value) {
        @Override
        public String toString() {
            return name;
        }
    }

    public enum Color {
        RED,
        GREEN,
        BLUE {
            @Override
            public boolean cold() {
                return true;
            }
        };

        public boolean cold() {
            return false;
        }
    }

    public record Nothing() {}

    public record Point(int x, int y) {}

    public record Numbers(
            boolean flag, byte small, short medium, char letter, int whole, long large, float single, double precise) {}

    public record Boxes(
            Boolean flag, Byte small, Short medium, Integer whole, Long large, Float single, Double precise) {}

    public sealed interface Shape permits Circle, Segment, Unbounded {}

    public record Circle(Point center, double radius) implements Shape {}

    public record Segment(Point from, Point to) implements Shape {}

    public record Unbounded() implements Shape {}

    public record Page<T>(List<T> items, int total) {}

    public record Maybe(Optional<String> name, Optional<Point> place) {}

    /** Recursive: the one type whose values can be of any depth, and by its list cyclic. */
    public record Tree(String name, List<Tree> children) {}

    public record Containers(
            List<String> list,
            Set<Color> set,
            Map<String, Point> map,
            Map<String, List<Shape>> nested,
            List<List<Integer>> rows) {}

    public record ArrayHolder(
            int[] ints, long[] longs, double[] doubles, boolean[] flags, String[] strings, Point[] points) {
        @Override
        public boolean equals(Object other) {
            return other instanceof ArrayHolder o && Arrays.deepEquals(parts(), o.parts());
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(parts());
        }

        private Object[] parts() {
            return new Object[] {ints, longs, doubles, flags, strings, points};
        }
    }

    public record Bytes(byte[] array, ByteBuffer buffer) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes o && Arrays.equals(array, o.array) && buffer.equals(o.buffer);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(array) + buffer.hashCode();
        }
    }

    public record Order(
            long id,
            String customer,
            Color color,
            Shape shape,
            List<Point> path,
            Map<String, Integer> amounts,
            Optional<String> note,
            double price,
            boolean paid) {}

    /** Every class here that a value is made of; a codec that must be told of classes is told of these. */
    public static List<Class<?>> types() {
        return List.of(
                Color.class,
                Nothing.class,
                Point.class,
                Numbers.class,
                Boxes.class,
                Circle.class,
                Segment.class,
                Unbounded.class,
                Page.class,
                Maybe.class,
                Tree.class,
                Containers.class,
                ArrayHolder.class,
                Bytes.class,
                Order.class);
    }

    /** One or more values of every kind of type. */
    public static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        numbers(samples);
        for (int i = 0; i < STRINGS.size(); i++) {
            add(samples, "string " + i, String.class, STRINGS.get(i));
        }
        records(samples);
        containers(samples);
        arrays(samples);
        return samples;
    }

    private static void numbers(List<Sample> to) {
        for (long edge : new long[] {
            0,
            1,
            -1,
            23,
            31,
            32,
            -32,
            -33,
            63,
            64,
            127,
            128,
            -127,
            -128,
            -129,
            255,
            256,
            32767,
            32768,
            -32768,
            -32769,
            65535,
            65536,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            1L << 31,
            (1L << 32) - 1,
            1L << 32,
            Long.MAX_VALUE,
            Long.MIN_VALUE
        }) {
            add(to, "long " + edge, long.class, edge);
            add(to, "Long " + edge, Long.class, edge);
            add(to, "int " + (int) edge, int.class, (int) edge);
            add(to, "short " + (short) edge, short.class, (short) edge);
            add(to, "byte " + (byte) edge, byte.class, (byte) edge);
            add(to, "double " + edge, double.class, (double) edge);
        }
        for (double edge : new double[] {
            -0.0,
            0.1,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        }) {
            add(to, "double " + edge, double.class, edge);
            add(to, "float " + (float) edge, float.class, (float) edge);
        }
        for (char edge : new char[] {0, 'a', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff'}) {
            add(to, "char " + (int) edge, char.class, edge);
        }
        add(to, "true", boolean.class, true);
        add(to, "false", Boolean.class, false);
        add(to, "u64 0", BigInteger.class, BigInteger.ZERO);
        add(to, "u64 max", BigInteger.class, BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    }

    private static void records(List<Sample> to) {
        add(to, "record without components", Nothing.class, new Nothing());
        add(to, "record", Point.class, new Point(3, -4));
        add(
                to,
                "least numbers",
                Numbers.class,
                new Numbers(
                        false,
                        Byte.MIN_VALUE,
                        Short.MIN_VALUE,
                        '\u0000',
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        Float.MIN_VALUE,
                        Double.MIN_VALUE));
        add(
                to,
                "greatest numbers",
                Numbers.class,
                new Numbers(
                        true,
                        Byte.MAX_VALUE,
                        Short.MAX_VALUE,
                        '\u20ac',
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        Float.NaN,
                        Double.NEGATIVE_INFINITY));
        add(to, "boxes", Boxes.class, new Boxes(true, (byte) 1, (short) 2, 3, 4L, 5f, 6d));
        for (Color color : Color.values()) {
            add(to, "enum " + color, Color.class, color);
        }
        add(to, "variant", Shape.class, new Circle(new Point(1, 2), 2.5));
        add(to, "variant of records", Shape.class, new Segment(new Point(0, 0), new Point(5, 5)));
        add(to, "variant without components", Shape.class, new Unbounded());
        add(to, "variant by its own class", Circle.class, new Circle(new Point(1, 2), 0));
        add(to, "optionals", Maybe.class, new Maybe(Optional.of("here"), Optional.of(new Point(1, 1))));
        add(to, "empty optionals", Maybe.class, new Maybe(Optional.empty(), Optional.empty()));
        add(to, "tree", Tree.class, tree(10, 1));
        add(to, "wide tree", Tree.class, tree(2, 12));
        add(to, "order", Order.class, order(new SplittableRandom(1)));
    }

    private static void containers(List<Sample> to) {
        Type points = new TypeRef<List<Point>>() {}.type();
        add(to, "empty list", points, List.of());
        add(to, "immutable list", points, List.of(new Point(1, 2), new Point(3, 4), new Point(5, 6)));
        add(to, "list", points, new ArrayList<>(List.of(new Point(1, 2))));
        add(to, "unmodifiable list", points, Collections.unmodifiableList(new ArrayList<>(List.of(new Point(1, 2)))));
        add(to, "array as list", points, Arrays.asList(new Point(7, 7), new Point(8, 8)));
        add(to, "long list", new TypeRef<List<Integer>>() {}.type(), Collections.nCopies(70_000, 7));
        add(to, "set", new TypeRef<Set<String>>() {}.type(), new LinkedHashSet<>(List.of("b", "a", "c")));
        add(to, "immutable set", new TypeRef<Set<String>>() {}.type(), Set.of("b", "a", "c"));
        add(to, "map", new TypeRef<Map<String, Point>>() {}.type(), new HashMap<>(Map.of("p", new Point(1, 2))));
        add(to, "immutable map", new TypeRef<Map<String, Long>>() {}.type(), Map.of("p", 1L, "q", -1L));
        add(to, "empty map", new TypeRef<Map<String, Long>>() {}.type(), Map.of());
        add(to, "optional", new TypeRef<Optional<Point>>() {}.type(), Optional.of(new Point(1, 2)));
        add(to, "empty optional", new TypeRef<Optional<Point>>() {}.type(), Optional.empty());
        add(to, "generic record", new TypeRef<Page<Point>>() {}.type(), new Page<>(List.of(new Point(9, 9)), 1));
        add(
                to,
                "list of variants",
                new TypeRef<List<Shape>>() {}.type(),
                List.of(new Unbounded(), new Circle(new Point(0, 1), 1)));
        add(
                to,
                "containers",
                Containers.class,
                new Containers(
                        List.of("x", "y"),
                        Set.of(Color.BLUE, Color.RED),
                        Map.of("k", new Point(1, 2)),
                        new LinkedHashMap<>(Map.of("shapes", List.of(new Unbounded(), new Circle(new Point(0, 0), 1)))),
                        List.of(List.of(), List.of(1), List.of(1, 2))));
    }

    private static void arrays(List<Sample> to) {
        add(to, "no bytes", byte[].class, new byte[0]);
        add(to, "bytes", byte[].class, new byte[] {0, -1, 127, -128, (byte) 0xc1});
        add(to, "many bytes", byte[].class, new byte[70_000]);
        add(to, "ints", int[].class, new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE});
        add(to, "strings", String[].class, new String[] {"", "two", "\u00fc"});
        add(to, "records", Point[].class, new Point[] {new Point(1, 2), new Point(3, 4)});
        add(to, "arrays of arrays", int[][].class, new int[][] {{}, {1}, {1, 2}});
        add(
                to,
                "arrays in a record",
                ArrayHolder.class,
                new ArrayHolder(
                        new int[] {1, 300, -70_000},
                        new long[] {Long.MIN_VALUE, 0},
                        new double[] {0.5, -0.0},
                        new boolean[] {true, false},
                        new String[] {"a"},
                        new Point[0]));
        add(to, "bytes in a record", Bytes.class, new Bytes(new byte[] {1, 2, 3}, ByteBuffer.wrap(new byte[] {4, 5})));
    }

    private static void add(List<Sample> to, String name, Type type, Object value) {
        to.add(new Sample(name, type, value));
    }

    /** A tree of so many levels, each node of them with so many children. */
    static Tree tree(int levels, int width) {
        List<Tree> children = levels == 1 ? List.of() : Collections.nCopies(width, tree(levels - 1, width));
        return new Tree("level " + levels, children);
    }

    /** An order that the random numbers decide. */
    static Order order(SplittableRandom random) {
        Map<String, Integer> amounts = new HashMap<>();
        List<Point> path = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            amounts.put(string(random), random.nextInt());
            path.add(new Point(random.nextInt(), random.nextInt(256)));
        }
        return new Order(
                random.nextLong() >> random.nextInt(64),
                string(random),
                Color.values()[random.nextInt(3)],
                random.nextBoolean()
                        ? new Unbounded()
                        : new Circle(new Point(random.nextInt(), 0), random.nextDouble()),
                path,
                amounts,
                random.nextBoolean() ? Optional.empty() : Optional.of(string(random)),
                Double.longBitsToDouble(random.nextLong()),
                random.nextBoolean());
    }

    private static String string(SplittableRandom random) {
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(24); i > 0; i--) {
            int point = random.nextInt(4) == 0 ? random.nextInt(Character.MAX_CODE_POINT + 1) : random.nextInt(128);
            boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            string.appendCodePoint(half ? 'h' : point);
        }
        return string.toString();
    }
}
