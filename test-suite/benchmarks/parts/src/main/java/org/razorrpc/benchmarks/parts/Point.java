package org.razorrpc.benchmarks.parts;

/** A small message. */
public record Point(long id, long at, int n) {
    static final Point SAMPLE = new Point(1L << 40, 1L << 41, 1 << 20);
}
