package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.AddressState;
import org.razorrpc.stream.Attempt;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolListener;
import org.razorrpc.stream.ShutdownReport;
import org.razorrpc.stream.Strategy;

/** What pools say about themselves, by events and snapshots, and names in the place of addresses. */
class PoolEventsTest extends PoolFixture {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        poolConfig.listener(new Recorder());
    }

    private final class Recorder implements PoolListener {
        @Override
        public void connected(String address, String connection) {
            events.add("connected to " + address);
        }

        @Override
        public void disconnected(String address, String connection, @Nullable Throwable cause) {
            events.add((cause == null ? "disconnected from " : "lost ") + address);
        }

        @Override
        public void stateChanged(String address, AddressState from, AddressState to, @Nullable Throwable cause) {
            events.add(from + " -> " + to + (cause == null ? "" : " with a cause"));
        }

        @Override
        public void leaderChanged(String from, String to) {
            events.add("leader " + from + " -> " + to);
        }

        @Override
        public void retry(Action<?, ?> action, Attempt failed, int number) {
            events.add("attempt " + number + " after " + failed.outcome() + " at " + failed.address());
        }
    }

    @Test
    void aServersEndAndReturnAreToldInTheirOrder() throws Exception {
        String address = startMembers(1).getFirst();
        Member member = members.getFirst();
        ClientPool pool = clientPool(address);
        pool.call(Member.WHO, new Note(1, ""));
        // An answer wakes its caller before its place in the window is free.
        await().untilAsserted(() -> assertThat(pool.snapshot().toString())
                .contains(address + " CLOSED, 0 in flight, 0 waiting")
                .containsPattern("in use, 0 in flight, last answer \\d+ ms ago"));
        member.server().close();
        await().until(() -> events.contains("HALF_OPEN -> OPEN with a cause"));
        member.start();
        await().until(() -> events.contains("HALF_OPEN -> CLOSED"));
        pool.close();
        await().until(() -> events.contains("disconnected from " + address));
        List<String> once = new ArrayList<>(events);
        once.removeIf(event -> event.equals("OPEN -> HALF_OPEN") || event.equals("HALF_OPEN -> OPEN with a cause"));
        assertThat(once)
                .containsExactly(
                        "connected to " + address,
                        "lost " + address,
                        "CLOSED -> OPEN with a cause",
                        "connected to " + address,
                        "HALF_OPEN -> CLOSED",
                        "disconnected from " + address);
    }

    @Test
    void aLeaderThatDrainsIsLeftWithARetryAndAnotherLeads() throws Exception {
        List<String> addresses = startMembers(2);
        FailoverPool pool = failoverPool(Strategy.LEADER, addresses);
        assertThat(pool.call(Member.WHO, new Note(1, "")).text()).isEqualTo(addresses.get(0));
        CompletableFuture<ShutdownReport> drained =
                members.getFirst().server().shutdownAsync(Duration.ofSeconds(SECONDS));
        await().until(() -> pool.call(Member.WHO, new Note(2, "")).text().equals(addresses.get(1)));
        await().untilAsserted(() -> assertThat(events)
                .contains(
                        "attempt 2 after REFUSED at " + addresses.get(0),
                        "leader " + addresses.get(0) + " -> " + addresses.get(1)));
        assertThat(pool.leader()).isEqualTo(addresses.get(1));
        assertThat(drained.get(SECONDS, TimeUnit.SECONDS).clean()).isTrue();
    }

    @Test
    void theAddressesBehindANameServe() throws Exception {
        String address = startMembers(1).getFirst();
        String name = address.replace("tcp://127.0.0.1:", "dns://localhost:");
        FailoverPool pool = opened(FailoverPool.create(
                name,
                failoverConfig
                        .pool(poolConfig.client(clientConfig.build()).build())
                        .build()));
        assertThat(pool.call(Member.WHO, new Note(1, "")).text()).isEqualTo(address);
        assertThat(pool.addresses()).contains(address);
    }
}
