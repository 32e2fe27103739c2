package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;

/** What became of numbered calls on either side: how often each ran, and what its caller was told how often. */
final class CallLedger {
    final int calls;
    private final IntPredicate idempotent;
    private final AtomicIntegerArray ran;
    private final AtomicIntegerArray ended;
    private final AtomicReferenceArray<@Nullable RpcException> failures;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;

    CallLedger(int calls, IntPredicate idempotent) {
        this.calls = calls;
        this.idempotent = idempotent;
        ran = new AtomicIntegerArray(calls);
        ended = new AtomicIntegerArray(calls);
        failures = new AtomicReferenceArray<>(calls);
        left = new CountDownLatch(calls);
    }

    /** The number of the next call; negative when there are no more. */
    int next() {
        int id = next.getAndIncrement();
        return id < calls ? id : -1;
    }

    boolean isIdempotent(int id) {
        return idempotent.test(id);
    }

    void ran(int id) {
        ran.incrementAndGet(id);
    }

    void ended(int id, @Nullable RpcException failure) {
        failures.set(id, failure);
        if (ended.incrementAndGet(id) == 1) {
            left.countDown();
        }
    }

    void awaitAll(long seconds) throws InterruptedException {
        assertThat(left.await(seconds, TimeUnit.SECONDS))
                .as("%d calls are without an end", left.getCount())
                .isTrue();
    }

    /** Holds what callers were told against what ran; to be asked when nothing runs any more. Says how many ended how. */
    String check(long seed) {
        int answered = 0;
        int unknown = 0;
        int notRun = 0;
        for (int id = 0; id < calls; id++) {
            RpcException failure = failures.get(id);
            String what = "call " + id + ", seed " + seed + ", ended with " + failure + ", ran";
            assertThat(ended.get(id)).as("ends of call %d, seed %d", id, seed).isOne();
            if (!idempotent.test(id)) {
                assertThat(ran.get(id)).as(what).isLessThanOrEqualTo(1);
            }
            if (failure == null) {
                assertThat(ran.get(id)).as(what).isPositive();
                answered++;
            } else if (failure.outcome() == Outcome.UNKNOWN) {
                assertThat(failure.code()).as(what).isIn(ErrorCode.IO, ErrorCode.UNREACHABLE);
                unknown++;
            } else {
                assertThat(failure.outcome().safeToRetry()).as(what).isTrue();
                assertThat(ran.get(id)).as(what).isZero();
                notRun++;
            }
        }
        assertThat(answered).as("answered calls, seed %d", seed).isGreaterThan(calls / 2);
        return answered + " answered, " + unknown + " unknown, " + notRun + " not run, 0 lost, 0 twice";
    }
}
