package org.razorrpc.benchmarks.load;

/**
 * What was written and read, counted since the start.
 *
 * @param frames frames written
 * @param flushes writes
 * @param reads reads that brought something
 */
public record Counts(long frames, long flushes, long reads) {
    /** Of a framework that does not tell. */
    public static final Counts UNKNOWN = new Counts(0, 0, 0);
}
