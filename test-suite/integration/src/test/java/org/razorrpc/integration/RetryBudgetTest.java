package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.Strategy;

/** R13: servers fail nearly everything, and every failure may be retried. What they get to do is hardly more than the calls. */
@Timeout(120)
class RetryBudgetTest extends PoolFixture {
    private static final int CALLERS = 16;
    private static final int CALLS = Score.of(5_000, 1_000_000);
    private static final int TOKENS = 10;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger succeeded = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void clientPoolDoesNotMultiplyTheLoad() throws Exception {
        overload("ClientPool", clientPool(startMembers(1).getFirst()));
    }

    @Test
    void failoverPoolDoesNotMultiplyTheLoad() throws Exception {
        List<String> three = startMembers(3);
        overload("FailoverPool", failoverPool(Strategy.ROUND_ROBIN, three));
    }

    private void overload(String kind, ClientCaller pool) throws Exception {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> callUntilDone(pool)));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(succeeded.get() + failed.get()).isEqualTo(CALLS);
        assertThat(ranInAll()).isGreaterThanOrEqualTo(CALLS + TOKENS);
        assertThat((double) ranInAll()).isLessThanOrEqualTo(CALLS + TOKENS + 0.1 * succeeded.get());
        new Score(
                        "R13 retry budget, " + kind + ", " + stack,
                        0,
                        CALLS + " idempotent calls, " + CALLERS + " callers",
                        "all but one in " + Member.ONE_SUCCEEDS_OF + " fail",
                        ranInAll() + " attempts, " + succeeded + " successes")
                .print();
    }

    private void callUntilDone(ClientCaller pool) {
        while (next.getAndIncrement() < CALLS) {
            try {
                pool.call(Member.FAILS.asIdempotent(), new Note(0, ""));
                succeeded.incrementAndGet();
            } catch (RpcException failure) {
                failed.addAndGet(failure.code() == ErrorCode.INTERNAL ? 1 : 0);
            }
        }
    }
}
