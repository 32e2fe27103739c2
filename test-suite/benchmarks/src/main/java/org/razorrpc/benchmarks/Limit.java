package org.razorrpc.benchmarks;

/** What a row is divided by. */
enum Limit {
    /** {@code loopback_limit.c}. */
    C,
    /** The same on Java's plain socket channels. */
    TWIN,
    /** The Rust original on both sides. */
    RUST,
    /** The same stack making as many calls as it can: what an open load is a share of. */
    CAPACITY,
    /** Nothing does this work. */
    NONE
}
