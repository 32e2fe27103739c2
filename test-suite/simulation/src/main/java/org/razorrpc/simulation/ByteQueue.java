package org.razorrpc.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes, first in first out, in a ring that grows. */
final class ByteQueue {
    private byte[] ring = new byte[256];
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** Appends {@code count} bytes from the position of {@code source}, which advances. */
    void put(ByteBuffer source, int count) {
        if (count > ring.length - size) {
            grow(size + count);
        }
        int tail = (head + size) % ring.length;
        int first = Math.min(count, ring.length - tail);
        source.get(ring, tail, first);
        source.get(ring, 0, count - first);
        size += count;
    }

    /** Moves the first {@code count} bytes to the position of {@code target}, which advances. */
    void get(ByteBuffer target, int count) {
        int first = Math.min(count, ring.length - head);
        target.put(ring, head, first);
        target.put(ring, 0, count - first);
        skip(count);
    }

    void skip(int count) {
        head = (head + count) % ring.length;
        size -= count;
    }

    /** Drops the bytes behind the first {@code count}. */
    void truncate(int count) {
        size = count;
    }

    byte[] toArray() {
        byte[] all = Arrays.copyOf(ring, size);
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, all, 0, first);
        System.arraycopy(ring, 0, all, first, size - first);
        return all;
    }

    private void grow(int needed) {
        byte[] all = toArray();
        ring = Arrays.copyOf(all, Math.max(needed, 2 * ring.length));
        head = 0;
    }
}
