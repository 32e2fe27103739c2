package org.razorrpc.interop;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.razorrpc.codec.msgpack.Newtype;
import org.razorrpc.codec.msgpack.OmitEmpty;
import org.razorrpc.codec.msgpack.Tuple;
import org.razorrpc.codec.msgpack.Unit;
import org.razorrpc.codec.msgpack.Unsigned;
import org.razorrpc.codec.msgpack.WireName;

/** One message that has every shape of the data model; the same as the Rust peer's, component for component. */
record Shapes(
        boolean flag,
        byte signed8,
        short signed16,
        int signed32,
        long signed64,
        short unsigned8,
        int unsigned16,
        long unsigned32,
        @Unsigned long unsigned64,
        List<Long> edges,
        float single,
        @WireName("double") double twice,
        char letter,
        String text,
        Optional<String> maybe,
        @OmitEmpty Optional<Long> omitted,
        List<String> names,
        Map<String, Point> sizes,
        Map<Long, List<Integer>> byNumber,
        SortedSet<Integer> unique,
        Pair pair,
        Inode inode,
        Nothing nothing,
        Color color,
        List<Figure> figures,
        Tree tree,
        ByteBuffer packed,
        List<Integer> plain) {

    @Tuple
    record Point(int x, int y) {}

    @Tuple
    record Pair(String text, long number) {}

    @Newtype
    record Inode(@Unsigned long number) {}

    @Unit
    record Nothing() {}

    enum Color {
        @WireName("Red")
        RED,
        @WireName("DarkGreen")
        DARK_GREEN
    }

    sealed interface Figure {}

    record Dot() implements Figure {}

    record Circle(double centerX, double radius) implements Figure {}

    @Newtype
    record Label(String text) implements Figure {}

    @Tuple
    record Segment(Point from, Point to) implements Figure {}

    @Newtype
    record Group(List<Figure> members) implements Figure {}

    record Tree(String name, List<Tree> children) {}

    /** Bytes as an application may declare them in Rust: packed, or a plain {@code Vec<u8>}. */
    record Bytes(ByteBuffer packed, ByteBuffer plain) {}
}
