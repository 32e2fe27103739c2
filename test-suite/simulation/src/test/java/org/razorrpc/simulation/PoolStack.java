package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.AddressState;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.FailoverConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.PoolListener;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;
import org.razorrpc.transport.tcp.TcpTransportProvider;

/** A pool and some servers in a world: calls with numbers, events with times, and what must hold of them. */
final class PoolStack {
    static final Duration SECOND = Duration.ofSeconds(1);

    final SimWorld world;
    final SimRuntime clientNode;
    final RandomGenerator random;
    final List<SimServer> servers = new ArrayList<>();
    final List<SimLink> links = new ArrayList<>();
    final List<TestCall> calls = new ArrayList<>();
    final List<CompletableFuture<Reply<byte[]>>> futures = new ArrayList<>();
    /** How often each call ran, on any server. */
    private final List<Integer> runs = new ArrayList<>();

    /** A state that an address came to, and when. */
    record Change(String address, AddressState state, Duration at) {}

    final List<Change> changes = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    ClientConfig.Builder clientConfig = ClientConfig.builder();
    PoolConfig.Builder poolConfig = PoolConfig.builder();
    FailoverConfig.Builder failoverConfig = FailoverConfig.builder();

    @Nullable
    ClientCaller caller;

    private int firstUnderWay;

    PoolStack(long seed, int serverCount) {
        world = new SimWorld(seed);
        world.onLink(links::add);
        clientNode = world.node("client");
        random = world.random("test");
        for (int i = 0; i < serverCount; i++) {
            servers.add(new SimServer(this, i));
        }
    }

    PoolStack startAll() {
        servers.forEach(SimServer::start);
        return this;
    }

    SimServer server(int number) {
        return servers.get(number);
    }

    List<String> addresses() {
        return servers.stream().map(server -> server.address).toList();
    }

    PoolConfig pool() {
        return poolConfig
                .client(clientConfig
                        .runtime(clientNode)
                        .transport(new TcpTransportProvider().create())
                        .codec(RawOnly.CODEC)
                        .build())
                .listener(new Recorder())
                .build();
    }

    ClientPool clientPool() {
        ClientPool pool = ClientPool.create(server(0).address, pool());
        caller = pool;
        return pool;
    }

    FailoverPool failoverPool() {
        return failoverPool(addresses());
    }

    FailoverPool failoverPool(List<String> addresses) {
        FailoverPool pool =
                FailoverPool.create(addresses, failoverConfig.pool(pool()).build());
        caller = pool;
        return pool;
    }

    private final class Recorder implements PoolListener {
        @Override
        public void connected(String address, String connection) {
            events.add("connected " + address);
        }

        @Override
        public void disconnected(String address, String connection, @Nullable Throwable cause) {
            events.add("disconnected " + address + (cause == null ? "" : " broken"));
        }

        @Override
        public void stateChanged(String address, AddressState from, AddressState to, @Nullable Throwable cause) {
            changes.add(new Change(address, to, world.elapsed()));
            assertThat(cause != null).isEqualTo(to == AddressState.OPEN);
        }

        @Override
        public void leaderChanged(String from, String to) {
            events.add("leader " + from + " -> " + to);
        }
    }

    // ---- calls

    TestCall newCall(int blobLength, Duration timeout, boolean idempotent) {
        TestCall call = new TestCall(calls.size(), clientNode, 0, blobLength, timeout.toNanos());
        call.idempotent = idempotent;
        calls.add(call);
        runs.add(0);
        return call;
    }

    /** The last call was not accepted. */
    void forgetLast() {
        calls.removeLast();
        runs.removeLast();
    }

    void ran(int number) {
        runs.set(number, runs.get(number) + 1);
    }

    int runs(TestCall call) {
        return runs.get(call.number);
    }

    ClientCaller caller() {
        assertThat(caller).isNotNull();
        return caller;
    }

    /** A call that may wait in a line; not idempotent. */
    TestCall call() {
        return call(Duration.ofSeconds(20), false);
    }

    TestCall call(Duration timeout, boolean idempotent) {
        return call(0, timeout, idempotent);
    }

    TestCall call(int blobLength, Duration timeout, boolean idempotent) {
        TestCall call = newCall(blobLength, timeout, idempotent);
        CallOptions options = CallOptions.NONE.withTimeout(timeout).withIdempotent(idempotent);
        Blob blob = call.blob();
        CompletableFuture<Reply<byte[]>> future = caller().callAsync(
                        TestCall.ACTION,
                        TestCall.message(call.number, 0),
                        blob == null ? options : options.withBlob(blob));
        futures.add(future);
        future.whenComplete((reply, failure) -> {
            if (failure == null) {
                call.answered(reply);
            }
            call.done(failure(failure));
        });
        return call;
    }

    private static @Nullable RpcException failure(@Nullable Throwable failure) {
        return failure instanceof CancellationException
                ? new RpcException(ErrorCode.CANCELLED, Outcome.UNKNOWN, "cancelled")
                : (RpcException) failure;
    }

    /** A call that is made and ended before this returns. */
    TestCall finished(TestCall call) {
        world.runUntil(call::isOver, Duration.ofMinutes(2));
        return call;
    }

    boolean allOver() {
        while (firstUnderWay < calls.size() && calls.get(firstUnderWay).isOver()) {
            firstUnderWay++;
        }
        return firstUnderWay == calls.size();
    }

    void finish(Duration atMost) {
        world.runUntil(this::allOver, atMost);
    }

    /** Calls until one is answered; how long that took. */
    Duration untilAnswered(Duration atMost) {
        Duration began = world.elapsed();
        while (!finished(call(Duration.ofSeconds(1), false)).isAnswered()) {
            assertThat(world.elapsed().minus(began)).isLessThan(atMost);
            world.runFor(Duration.ofMillis(10));
        }
        return world.elapsed().minus(began);
    }

    void run(Duration time) {
        world.runFor(time);
    }

    /** As {@link Stack#check}, where a call that is idempotent may run more than once. */
    void check() {
        for (TestCall call : calls) {
            int ran = runs(call);
            assertThat(call.dones).as("ends of %s", call).isEqualTo(1);
            RpcException error = call.error;
            if (error == null) {
                assertThat(call.answer).as("answer of %s", call).isEqualTo(call.number);
                assertThat(ran).as("runs of %s", call).isPositive();
            } else if (error.outcome().safeToRetry()) {
                assertThat(ran).as("runs of %s", call).isZero();
            }
            if (!call.idempotent) {
                assertThat(ran).as("runs of %s", call).isLessThanOrEqualTo(1);
            }
        }
        assertThat(world.errors()).isEmpty();
    }

    /** Closes all and checks that nothing is left. */
    void closeAndCheckLeaks() {
        caller().close();
        servers.forEach(SimServer::kill);
        run(Duration.ofSeconds(2));
        for (TestCall call : calls) {
            assertThat(call.dones).as("ends of %s", call).isEqualTo(1);
        }
        assertThat(clientNode.streams()).as("streams of the client").isZero();
        assertThat(clientNode.timers()).as("timers of the client").isZero();
        for (SimServer server : servers) {
            assertThat(server.node.streams()).as("streams of a server").isZero();
        }
        assertThat(world.errors()).isEmpty();
    }
}
