package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.Strategy;

/** More callers than a pool has places by far. */
class ManyCallersTest extends PoolFixture {
    private static final int CALLERS = 10_000;
    private static final int CONNECTIONS = 4;
    private static final int WINDOW = 64;

    @Test
    void tenThousandVirtualThreadsCallOverFourConnections() throws Exception {
        poolConfig.maxConnections(CONNECTIONS);
        clientConfig.window(WINDOW).timeout(Duration.ofSeconds(50));
        call(clientPool(startMembers(1).getFirst()));
    }

    @Test
    void tenThousandVirtualThreadsCallOverTwoServers() throws Exception {
        poolConfig.maxConnections(CONNECTIONS / 2);
        clientConfig.window(WINDOW).timeout(Duration.ofSeconds(50));
        List<String> addresses = startMembers(2);
        call(failoverPool(Strategy.ROUND_ROBIN, addresses));
    }

    private void call(ClientCaller pool) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Note>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Note note = new Note(i, "caller");
                answers.add(threads.submit(() -> pool.call(Member.HELD, note)));
            }
            await().untilAsserted(() -> assertThat(ranInAll()).isEqualTo(CONNECTIONS * WINDOW));
            assertThat(connections()).isEqualTo(CONNECTIONS);
            members.forEach(Member::open);
            for (int i = 0; i < CALLERS; i++) {
                assertThat(answers.get(i).get(50, TimeUnit.SECONDS).number()).isEqualTo(i);
            }
        }
        assertThat(connections()).isEqualTo(CONNECTIONS);
        assertThat(ranInAll()).isEqualTo(CALLERS);
    }

    private long connections() {
        return members.stream()
                .mapToLong(member -> member.server().stats().connections())
                .sum();
    }
}
