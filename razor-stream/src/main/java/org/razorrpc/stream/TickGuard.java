package org.razorrpc.stream;

/**
 * Decides whether a tick may expire anything. After a pause of the whole process everything looks overdue, although the
 * answers may be waiting in the socket: a tick that comes over a second late expires nothing, nor do those of the next second,
 * so that what arrived is read first. Used by one tick at a time.
 */
final class TickGuard {
    private static final long LATE_NANOS = 1_000_000_000L;

    private long due;
    private long quietUntil;
    private boolean quiet;

    /** The next tick is meant for that time. */
    void expect(long dueNanos) {
        due = dueNanos;
    }

    boolean mayExpire(long now) {
        if (now - due > LATE_NANOS) {
            quiet = true;
            quietUntil = now + LATE_NANOS;
        }
        quiet = quiet && quietUntil - now > 0;
        return !quiet;
    }
}
