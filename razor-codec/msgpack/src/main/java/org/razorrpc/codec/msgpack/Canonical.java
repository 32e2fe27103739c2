package org.razorrpc.codec.msgpack;

import java.util.Arrays;
import java.util.Comparator;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * Puts what was written of an unordered set or map into the order of its bytes. {@code HashSet} iterates by insertion history
 * and {@code Set.of} by a salt of each JVM's; equal values must be equal bytes, and a simulation must repeat itself.
 */
final class Canonical {
    private final int[] ends;
    private final int start;
    private int count;

    /** Begins at {@code out}'s position. */
    Canonical(WireBuffer out, int entries) {
        start = out.position();
        ends = new int[entries];
    }

    /** An element, or a key with its value, has been written. */
    void entryEnds(WireBuffer out) {
        ends[count++] = out.position();
    }

    /** Keys are unique and none is the beginning of another, so that comparing whole entries compares the keys. */
    void sort(WireBuffer out) {
        byte[] unsorted = Arrays.copyOfRange(out.array(), start, out.position());
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Comparator<Integer> byBytes =
                (a, b) -> Arrays.compareUnsigned(unsorted, from(a), to(a), unsorted, from(b), to(b));
        Arrays.sort(order, byBytes);
        out.position(start);
        for (int i : order) {
            out.putBytes(unsorted, from(i), to(i) - from(i));
        }
    }

    private int from(int index) {
        return index == 0 ? 0 : ends[index - 1] - start;
    }

    private int to(int index) {
        return ends[index] - start;
    }
}
