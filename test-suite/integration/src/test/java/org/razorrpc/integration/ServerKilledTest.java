package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.AddressState;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Strategy;

/** R9: three processes serve, and the one that leads is killed time and again. */
@Timeout(300)
class ServerKilledTest extends PoolFixture {
    private static final int CALLERS = 16;
    private static final int KILLS = Score.of(5, 300);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(Score.of(10, 1));
    private static final Duration BACK = Duration.ofSeconds(Score.of(20, 2));

    private final List<ServerProcess> processes = new ArrayList<>();

    private ServerProcess leader(FailoverPool pool) {
        String address = pool.leader();
        return processes.stream()
                .filter(process -> process.address.equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noIdempotentCallIsLostWhenTheLeaderIsKilled() throws Exception {
        for (int i = 0; i < 3; i++) {
            processes.add(opened(ServerProcess.start(stack.runtimeName())));
        }
        FailoverPool pool = failoverPool(
                Strategy.LEADER,
                processes.stream().map(process -> process.address).toList());
        long slowest = 0;
        try (Load load = Load.start(pool, Member.WHO.asIdempotent(), CALLERS)) {
            for (int i = 0; i < KILLS; i++) {
                slowest = Math.max(slowest, killAndRestart(pool, load));
            }
            load.stop();
            assertThat(load.failures).isEmpty();
            Duration longest = Duration.ofNanos(load.longestNanos.get());
            assertThat(longest).as("the window of a kill").isLessThan(LONGEST_CALL);
            assertThat(Duration.ofMillis(slowest)).isLessThan(BACK);
            new Score(
                            "R9 leader killed, " + stack,
                            0,
                            CALLERS + " callers, " + load.answered() + " idempotent calls",
                            KILLS + " times kill -9",
                            "0 lost, a call took at most " + longest.toMillis() + " ms, well again at most " + slowest
                                    + " ms after listening")
                    .print();
        }
    }

    /** Returns in how many milliseconds the pool found that the server is back. */
    private long killAndRestart(FailoverPool pool, Load load) throws Exception {
        ServerProcess killed = leader(pool);
        int before = load.answered();
        await().until(() -> load.answered() > before + 200);
        killed.kill();
        await().until(() -> leader(pool) != killed);
        int after = load.answered();
        await().until(() -> load.answered() > after + 200);
        killed.start();
        long listening = System.nanoTime();
        awaitState(pool, killed.address, AddressState.CLOSED);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - listening);
    }
}
