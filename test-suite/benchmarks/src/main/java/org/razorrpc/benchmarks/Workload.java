package org.razorrpc.benchmarks;

/**
 * One kind of work on one connection.
 *
 * @param name short, for options and files
 * @param title for tables
 * @param window calls in flight at most
 * @param limit what a row of this work is divided by
 * @param nettyTarget the ratio to be reached on Netty's event loops
 * @param loomTarget the ratio to be reached on virtual threads
 */
record Workload(
        String name, String title, Style style, int window, Limit limit, double nettyTarget, double loomTarget) {

    /** What the machine can do, in C or in Java, or what razor's origin does on it. */
    enum Limit {
        /** {@code loopback_limit.c}. */
        C,
        /** The same on Java's plain socket channels. */
        TWIN,
        /** The Rust crates on both sides. */
        RUST
    }

    double target(Stack stack) {
        return switch (stack) {
            case NETTY, NETTY_TO_RUST, RUST_TO_NETTY -> nettyTarget;
            case LOOM, LOOM_TO_RUST, RUST_TO_LOOM -> loomTarget;
            case TWIN, RUST -> Double.NaN;
        };
    }
}
