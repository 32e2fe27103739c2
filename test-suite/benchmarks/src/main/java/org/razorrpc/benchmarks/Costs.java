package org.razorrpc.benchmarks;

/**
 * What razor costs beside its calls: until the first is answered, and for connections that do nothing. As JSON it is this record.
 *
 * @param jvmMillis from the start of a process that does nothing to its only line
 */
record Costs(Machine machine, Spread jvmMillis, OfStack netty, OfStack loom) {
    static final String TITLE = "Start, and idle connections";

    private static final double START = 4;
    private static final double IDLE_KIB = 16;
    private static final String TABLE = """
            | | JVM alone | razor on Netty | razor on virtual threads | target |
            |---|---|---|---|---|
            | from the process's start to the first answered call, ms | %s | %s | %s | <= %.0f x |
            | idle connection, one end, heap and other memory of the JVM, KiB | - | %s | %s | <= %.0f |
            """;

    /**
     * Of razor on one runtime.
     *
     * @param startMillis from the start of its process to the first answered call
     * @param idleBytes of one end of a connection, on the heap and outside
     */
    record OfStack(Spread startMillis, double idleBytes) {}

    /** In Markdown. */
    String table() {
        return TABLE.formatted(
                Texts.spread("%.0f", jvmMillis), start(netty), start(loom), START, idle(netty), idle(loom), IDLE_KIB);
    }

    private String start(OfStack stack) {
        double times = stack.startMillis().median() / jvmMillis.median();
        return Texts.spread("%.0f", stack.startMillis())
                + Texts.verdict(Texts.number(" (%.1f x)", times), times, times <= START);
    }

    private static String idle(OfStack stack) {
        double kib = stack.idleBytes() / 1024;
        return Texts.verdict(Texts.number("%.1f", kib), kib, kib <= IDLE_KIB);
    }
}
