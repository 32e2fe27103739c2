package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Strategy;

/** R9: the only server there is goes away and comes back, many times in a row, under load. */
@Timeout(120)
class RestartsTest extends PoolFixture {
    private static final int CALLERS = 8;
    private static final int RESTARTS = Score.of(20, 100);
    private static final Duration BOUND = Duration.ofSeconds(Score.of(20, 2));

    @Test
    void clientPoolIsWellAfterEveryRestart() throws Exception {
        restart("ClientPool", clientPool(startMembers(1).getFirst()));
    }

    @Test
    void failoverPoolIsWellAfterEveryRestart() throws Exception {
        List<String> one = startMembers(1);
        restart("FailoverPool", failoverPool(Strategy.POWER_OF_TWO, one));
    }

    private void restart(String kind, ClientCaller pool) throws Exception {
        Member member = members.getFirst();
        long slowest = 0;
        try (Load load = Load.start(pool, Member.WHO, CALLERS)) {
            awaitAnswers(load);
            for (int i = 0; i < RESTARTS; i++) {
                int failed = load.failures.size();
                member.server().close();
                await().until(() -> load.failures.size() > failed + CALLERS);
                member.start();
                long listening = System.nanoTime();
                awaitAnswers(load);
                slowest = Math.max(slowest, System.nanoTime() - listening);
            }
            load.stop();
            assertThat(Duration.ofNanos(slowest)).isLessThan(BOUND);
            assertThat(load.failures)
                    .allSatisfy(failure -> assertThat(failure.code()).isIn(ErrorCode.IO, ErrorCode.UNREACHABLE));
            String result = "answered again at most " + TimeUnit.NANOSECONDS.toMillis(slowest) + " ms after listening, "
                    + RESTARTS + " of " + RESTARTS;
            String calls = CALLERS + " callers, " + load.answered() + " calls answered";
            new Score("R9 restarts, " + kind + ", " + stack, 0, calls, RESTARTS + " restarts", result).print();
        }
    }

    private static void awaitAnswers(Load load) {
        int before = load.answered();
        await().until(() -> load.answered() > before);
    }
}
