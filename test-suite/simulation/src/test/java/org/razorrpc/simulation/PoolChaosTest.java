package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.Strategy;

/** A failover pool under load and faults that the seed draws; then all heals, and the pool is well again. */
class PoolChaosTest {
    private static final int SEEDS_EACH = 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void whateverHappensEveryPromiseIsKeptAndThePoolHeals(int group) {
        for (int i = 0; i < SEEDS_EACH; i++) {
            long seed = group * SEEDS_EACH + i;
            try {
                run(seed);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sameSeedGivesTheSameTrace(long seed) {
        assertThat(run(seed)).isEqualTo(run(seed));
    }

    private static long run(long seed) {
        RandomGenerator draw = new SimWorld(seed).random("plan");
        PoolStack stack = new PoolStack(seed, 1 + draw.nextInt(3)).startAll();
        stack.world.links(LinkConfig.DEFAULT
                .withBuffers(1 << 6 + draw.nextInt(11), 1 << 6 + draw.nextInt(11))
                .withLatency(Duration.ofNanos(draw.nextInt(5_000_000))));
        stack.servers.forEach(server -> server.answersAfter(Duration.ofMillis(1 + draw.nextInt(200))));
        stack.clientConfig.window(draw.nextBoolean() ? 64 : 2).maxAbandoned(50).maxWaiting(200);
        if (draw.nextBoolean()) {
            stack.clientConfig.highWaterMark(5_000).lowWaterMark(2_000);
        }
        stack.poolConfig
                .maxConnections(1 + draw.nextInt(3))
                .maxAttempts(1 + draw.nextInt(4))
                .backoffMax(Duration.ofSeconds(1));
        stack.failoverConfig.strategy(Strategy.values()[draw.nextInt(Strategy.values().length)]);
        FailoverPool pool = stack.failoverPool();
        Faults faults = new Faults(stack, pool, draw);
        for (int i = 100 + draw.nextInt(300); i > 0; i--) {
            submit(stack, draw);
            faults.maybe();
            stack.run(Duration.ofNanos(draw.nextInt(20_000_000)));
        }
        faults.heal();
        // A deadline, and what a pause may add to it.
        stack.finish(Duration.ofSeconds(25));
        stack.check();
        stack.untilAnswered(Duration.ofSeconds(40));
        assertThat(pool.snapshot().underWay()).isZero();
        assertThat(pool.snapshot().betweenAttempts()).isZero();
        // Releases of blobs that a stuck connection still held.
        stack.run(Duration.ofSeconds(20));
        stack.closeAndCheckLeaks();
        for (TestCall call : stack.calls) {
            boolean owed = call.hasBlob() && call.wasOffered;
            assertThat(call.released).as("releases of %s", call).isEqualTo(owed ? 1 : 0);
        }
        return stack.world.traceHash();
    }

    private static void submit(PoolStack stack, RandomGenerator draw) {
        Duration timeout = Duration.ofMillis(50 + draw.nextInt(19_000));
        boolean idempotent = draw.nextBoolean();
        int blob = draw.nextInt(10) == 0 ? 1 + draw.nextInt(40_000) : 0;
        if (draw.nextInt(3) == 0) {
            offer(stack, blob, timeout, idempotent);
            return;
        }
        stack.call(blob, timeout, idempotent);
        if (draw.nextInt(10) == 0) {
            CompletableFuture<Reply<byte[]>> future = stack.futures.get(draw.nextInt(stack.futures.size()));
            future.cancel(false);
        }
    }

    private static void offer(PoolStack stack, int blob, Duration timeout, boolean idempotent) {
        TestCall call = stack.newCall(blob, timeout, idempotent);
        boolean accepted = false;
        try {
            accepted = stack.caller().offer(call);
        } catch (RpcException down) {
            assertThat(down.outcome().safeToRetry()).isTrue();
        }
        call.wasOffered = accepted;
        if (!accepted) {
            assertThat(call.dones).isZero();
            stack.forgetLast();
        }
    }

    /** Few kinds of fault a seed, each now and then. */
    private record Faults(PoolStack stack, FailoverPool pool, RandomGenerator draw, boolean[] on) {

        Faults(PoolStack stack, FailoverPool pool, RandomGenerator draw) {
            this(stack, pool, draw, new boolean[8]);
            for (int i = 0; i < on.length; i++) {
                on[i] = draw.nextInt(3) == 0;
            }
        }

        void maybe() {
            int fault = draw.nextInt(on.length);
            if (!on[fault] || draw.nextInt(4) != 0 || stack.links.isEmpty()) {
                return;
            }
            SimLink link = stack.links.get(draw.nextInt(stack.links.size()));
            SimWorld world = stack.world;
            SimServer server = stack.server(draw.nextInt(stack.servers.size()));
            Duration lasting = Duration.ofMillis(draw.nextInt(3_000));
            switch (fault) {
                case 0 -> link.reset();
                case 1 -> link.up().cutAfter(link.up().read() + draw.nextInt(20_000));
                case 2 -> {
                    SimPipe down = link.down();
                    down.block();
                    world.after(lasting, down::unblock);
                }
                case 3 -> {
                    server.node.pause();
                    world.after(lasting, server.node::resume);
                }
                case 4 -> {
                    server.kill();
                    world.after(lasting, () -> restart(server));
                }
                case 5 -> {
                    server.drain();
                    world.after(lasting, () -> {
                        server.kill();
                        restart(server);
                    });
                }
                case 6 -> {
                    server.fails = draw::nextBoolean;
                    world.after(lasting, () -> server.fails = () -> false);
                }
                default -> {
                    List<String> some = new ArrayList<>(stack.addresses());
                    some.remove(draw.nextInt(some.size()));
                    pool.updateAddresses(some.isEmpty() ? stack.addresses() : some);
                }
            }
        }

        private static void restart(SimServer server) {
            if (server.server == null) {
                server.start();
            }
        }

        void heal() {
            stack.clientNode.resume();
            for (SimServer server : stack.servers) {
                server.node.resume();
                server.fails = () -> false;
                server.kill();
                restart(server);
            }
            stack.links.forEach(SimLink::heal);
            pool.updateAddresses(stack.addresses());
        }
    }
}
