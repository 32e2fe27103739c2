package org.razorrpc.runtime.loom;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** At most so many in any one second: remembers when those of the last second were. Not thread-safe. */
final class AcceptRate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final ArrayDeque<Long> lastSecond = new ArrayDeque<>();

    AcceptRate(int most) {
        this.most = most;
    }

    /** How long to wait before the next; zero or less: not at all. */
    long waitNanos(long now) {
        while (!lastSecond.isEmpty() && now - lastSecond.peekFirst() >= SECOND) {
            lastSecond.removeFirst();
        }
        return lastSecond.size() < most ? 0 : lastSecond.peekFirst() + SECOND - now;
    }

    void accepted(long now) {
        lastSecond.addLast(now);
    }
}
