package org.razorrpc.runtime.loom;

import java.util.concurrent.TimeUnit;

/**
 * When a stream changes its mode.
 *
 * @param reads a quiet stream becomes busy after so many reads (none: at once)
 * @param withinNanos within this time
 * @param quietAfterMillis a busy one becomes quiet when nothing came for so long
 * @param leadAfter deliveries in a row, each to a caller who would have read himself, after which callers may
 */
record BusyRule(int reads, long withinNanos, long quietAfterMillis, int leadAfter) {

    /**
     * From 640 reads a second on: a thread and a selector cost some hundred times as much as a read, and stay for a second at
     * least. Few reads decide it, so that a burst has the better part of itself in the busy mode.
     */
    static final BusyRule DEFAULT = new BusyRule(32, TimeUnit.MILLISECONDS.toNanos(50), 1000, 16);

    /** Counts the reads of a quiet stream; used by its reader only. */
    static final class Meter {

        private final BusyRule rule;
        private int count;
        private long sinceNanos = System.nanoTime();

        Meter(BusyRule rule) {
            this.rule = rule;
        }

        /** Before each read. The clock is read once in that many. */
        boolean isBusy() {
            if (count++ < rule.reads) {
                return false;
            }
            long now = System.nanoTime();
            boolean quick = now - sinceNanos <= rule.withinNanos;
            count = 0;
            sinceNanos = now;
            return quick;
        }
    }
}
