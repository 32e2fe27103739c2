package org.razorrpc.runtime.netty;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Remembers when the last connections were accepted, so that never more than so many fall into one second. Not thread-safe. */
final class AcceptRate {
    /** Higher rates are kept over a part of a second: the memory is bounded. */
    private static final int MAX_SLOTS = 1 << 14;

    private final long[] acceptedAt;
    private final long spanNanos;
    private int next;

    AcceptRate(int perSecond, long nanoTime) {
        acceptedAt = new long[Math.min(perSecond, MAX_SLOTS)];
        spanNanos = TimeUnit.SECONDS.toNanos(1) * acceptedAt.length / perSecond;
        Arrays.fill(acceptedAt, nanoTime - spanNanos);
    }

    /** How long to wait before the next connection may be accepted; 0 or less: not at all. */
    long delayNanos(long nanoTime) {
        return acceptedAt[next] + spanNanos - nanoTime;
    }

    /** One was accepted. */
    void count(long nanoTime) {
        acceptedAt[next] = nanoTime;
        next = next + 1 == acceptedAt.length ? 0 : next + 1;
    }
}
