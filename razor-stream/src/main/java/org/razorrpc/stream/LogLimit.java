package org.razorrpc.stream;

import java.util.concurrent.atomic.AtomicLong;

/** Lets one log line a second through, for events that peers can provoke at will. Any thread. */
final class LogLimit {
    private static final long SPACING_NANOS = 1_000_000_000L;

    private final AtomicLong next;
    private final AtomicLong leftOut = new AtomicLong();

    LogLimit(long now) {
        next = new AtomicLong(now);
    }

    /** How many lines were left out since the last one; -1: leave this one out too. */
    long permit(long now) {
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + SPACING_NANOS)) {
            return leftOut.getAndSet(0);
        }
        leftOut.incrementAndGet();
        return -1;
    }
}
