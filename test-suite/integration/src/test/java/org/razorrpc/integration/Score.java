package org.razorrpc.integration;

/**
 * A line of the scorecard.
 *
 * @param name the row and what it ran on
 * @param seed what a run with the same faults needs; 0 where nothing is random
 */
record Score(String name, long seed, String load, String faults, String result) {
    private static final boolean LONG = Boolean.getBoolean("razor.long");

    /** A number for every build, and one for the profile {@code long}. */
    static int of(int inShort, int inLong) {
        return LONG ? inLong : inShort;
    }

    void print() {
        System.out.printf(
                "{\"name\":\"%s, %s\",\"seed\":%d,\"load\":\"%s\",\"faults\":\"%s\",\"result\":\"passed: %s\"}%n",
                name, LONG ? "long" : "short", seed, load, faults, result);
    }
}
