package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.AddressState;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.FailoverConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.PoolSnapshot;
import org.razorrpc.stream.Strategy;

/** Several servers on both runtimes, and pools over them. */
@MethodSource("org.razorrpc.integration.Stack#both")
abstract class PoolFixture extends StackFixture {
    /** For what takes a moment and must not take for ever. */
    static final long SECONDS = 20;

    final List<Member> members = new ArrayList<>();
    ClientConfig.Builder clientConfig;
    PoolConfig.Builder poolConfig;
    FailoverConfig.Builder failoverConfig;

    @BeforeEach
    void makeConfigs() {
        clientConfig = ClientConfig.builder().runtime(clientRuntime).codec(codec);
        poolConfig = PoolConfig.builder().backoffMin(Duration.ofMillis(10)).backoffMax(Duration.ofMillis(200));
        failoverConfig = FailoverConfig.builder();
    }

    /** Before the runtimes go, which the base class closes after this. */
    @AfterEach
    void openMembers() {
        members.forEach(Member::open);
    }

    final List<String> startMembers(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            members.add(opened(Member.start(Ports.address(), serverRuntime, codec)));
        }
        return addresses();
    }

    final List<String> addresses() {
        return members.stream().map(member -> member.address).toList();
    }

    final int ranInAll() {
        return members.stream().mapToInt(member -> member.ran.get()).sum();
    }

    final ClientPool clientPool(String address) {
        return opened(ClientPool.create(
                address, poolConfig.client(clientConfig.build()).build()));
    }

    final FailoverPool failoverPool(Strategy strategy, List<String> addresses) {
        PoolConfig pool = poolConfig.client(clientConfig.build()).build();
        return opened(FailoverPool.create(
                addresses, failoverConfig.strategy(strategy).pool(pool).build()));
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(SECONDS, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(10));
    }

    /** Waits until calls may go to this address again, or not any more. */
    static void awaitState(FailoverPool pool, String address, AddressState wanted) {
        await().untilAsserted(() -> assertThat(state(pool.snapshot(), address)).isEqualTo(wanted));
    }

    static AddressState state(PoolSnapshot snapshot, String address) {
        return snapshot.addresses().stream()
                .filter(each -> each.address().equals(address))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
