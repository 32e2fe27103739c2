package org.razorrpc.stream;

import java.util.concurrent.atomic.AtomicInteger;

/** Tokens for retries, so that an outage does not multiply the load. Counts thousandths. Any thread. */
final class RetryBudget {
    private static final int TOKEN = 1_000;

    private final int most;
    private final int perSuccess;
    private final AtomicInteger left;

    RetryBudget(int tokens, double perSuccess) {
        most = tokens * TOKEN;
        this.perSuccess = (int) Math.round(perSuccess * TOKEN);
        left = new AtomicInteger(most);
    }

    /** A call has succeeded. While the budget is full, which is nearly always, this only reads. */
    void success() {
        int now = left.get();
        while (now < most && !left.compareAndSet(now, Math.min(most, now + perSuccess))) {
            now = left.get();
        }
    }

    /** Takes a token; false when there is none. */
    boolean take() {
        int now = left.get();
        while (now >= TOKEN) {
            if (left.compareAndSet(now, now - TOKEN)) {
                return true;
            }
            now = left.get();
        }
        return false;
    }

    double tokens() {
        return (double) left.get() / TOKEN;
    }
}
