package org.razorrpc.integration;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.FailoverConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;

/** R1 for pools: 64 callers share one. Every other call is idempotent. */
@MethodSource("org.razorrpc.integration.Stack#both")
@Timeout(120)
class PoolCutsTest extends CutsFixture {
    private static final int CALLERS = 64;
    private static final int IN_FLIGHT = 4;

    private final CountDownLatch never = new CountDownLatch(1);

    PoolCutsTest() {
        super(new CallLedger(Score.of(100_000, 5_000_000), id -> id % 2 == 0));
    }

    @Test
    void clientPoolEndsEveryCallOnceAndSaysTruly() throws Exception {
        serveCounted();
        try (FaultProxy proxy = proxy(0)) {
            callAll("ClientPool", ClientPool.create(proxy.address(), config()), proxy);
        }
    }

    @Test
    void failoverPoolEndsEveryCallOnceAndSaysTruly() throws Exception {
        serveCounted();
        try (FaultProxy one = proxy(0);
                FaultProxy other = proxy(1)) {
            FailoverConfig config = FailoverConfig.builder().pool(config()).build();
            List<String> addresses = List.of(one.address(), other.address());
            callAll("FailoverPool", FailoverPool.create(addresses, config), one, other);
        }
    }

    private PoolConfig config() {
        return PoolConfig.builder()
                .client(ClientConfig.builder()
                        .runtime(clientRuntime)
                        .codec(codec)
                        .window(32)
                        .build())
                .backoffMin(Duration.ofMillis(2))
                .backoffMax(Duration.ofMillis(50))
                .build();
    }

    private void callAll(String kind, ClientCaller pool, FaultProxy... proxies) throws Exception {
        runCallers(CALLERS, () -> callUntilDone(pool));
        pool.close();
        server.close();
        int faults = Arrays.stream(proxies).mapToInt(FaultProxy::faults).sum();
        check(kind, CALLERS + " callers of one pool", faults);
    }

    private void callUntilDone(ClientCaller pool) {
        Semaphore places = new Semaphore(IN_FLIGHT);
        for (int id = ledger.next(); id >= 0; id = ledger.next()) {
            places.acquireUninterruptibly();
            if (!send(pool, id, places)) {
                thinkAboutIt();
            }
        }
        places.acquireUninterruptibly(IN_FLIGHT);
    }

    /** An address that is down fails calls at once: without a pause most of them would be spent there. */
    private void thinkAboutIt() {
        try {
            never.await(2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
