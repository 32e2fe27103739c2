package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.FailoverConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcException;

/**
 * R1 for pools: 64 callers share a pool through proxies that keep cutting connections. Every other call is idempotent, every tenth
 * carries a blob both ways.
 */
@MethodSource("org.razorrpc.integration.Stack#both")
@Timeout(120)
class PoolCutsTest extends StackFixture {
    private static final int CALLERS = 64;
    private static final int CALLS = Score.of(100_000, 5_000_000);
    private static final int IN_FLIGHT = 4;
    private static final int CUT_EVERY_MILLIS = 20;
    private static final byte[] LARGE = new byte[40_000];

    private final CallLedger ledger = new CallLedger(CALLS, id -> id % 2 == 0);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void clientPoolEndsEveryCallOnceAndSaysTruly() throws Exception {
        long seed = System.nanoTime();
        serve(UnaryOperator.identity(), dispatch());
        try (FaultProxy proxy = new FaultProxy(address, seed, CUT_EVERY_MILLIS)) {
            callAll("ClientPool", seed, ClientPool.create(proxy.address(), config()), proxy);
        }
    }

    @Test
    void failoverPoolEndsEveryCallOnceAndSaysTruly() throws Exception {
        long seed = System.nanoTime();
        serve(UnaryOperator.identity(), dispatch());
        try (FaultProxy one = new FaultProxy(address, seed, CUT_EVERY_MILLIS);
                FaultProxy other = new FaultProxy(address, seed + 1, CUT_EVERY_MILLIS)) {
            FailoverConfig config = FailoverConfig.builder().pool(config()).build();
            List<String> addresses = List.of(one.address(), other.address());
            callAll("FailoverPool", seed, FailoverPool.create(addresses, config), one, other);
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

    private Dispatch dispatch() {
        return Dispatch.byAction()
                .inline(TestService.ECHO_INLINE, this::run)
                .concurrent(TestService.BLOB, this::run)
                .build();
    }

    private void run(Request<Note> request, Responder<Note> responder) {
        ledger.ran((int) request.message().number());
        Blob blob = request.blob() == null ? null : Blob.of(request.blob());
        responder.ok(request.message(), blob, () -> {});
    }

    private void callAll(String kind, long seed, ClientCaller pool, FaultProxy... proxies) throws Exception {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> callUntilDone(pool)));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        ledger.awaitAll(30);
        pool.close();
        server.close();
        int faults = 0;
        for (FaultProxy proxy : proxies) {
            faults += proxy.faults();
        }
        assertThat(faults).isPositive();
        String result = ledger.check(seed);
        String load = CALLS + " calls, " + CALLERS + " callers of one pool";
        new Score("R1 cuts, " + kind + ", " + stack, seed, load, faults + " cuts", result).print();
    }

    private void callUntilDone(ClientCaller pool) {
        Semaphore places = new Semaphore(IN_FLIGHT);
        for (int id = ledger.next(); id >= 0; id = ledger.next()) {
            places.acquireUninterruptibly();
            send(pool, id, places);
        }
        places.acquireUninterruptibly(IN_FLIGHT);
    }

    private void send(ClientCaller pool, int id, Semaphore places) {
        boolean large = id % 10 == 0;
        Action<Note, Note> action = large ? TestService.BLOB : TestService.ECHO_INLINE;
        Action<Note, Note> declared = ledger.isIdempotent(id) ? action.asIdempotent() : action;
        CountedTask task = new CountedTask(pool, declared, done -> {
            assertThat(done.error != null || isAnswered(done)).isTrue();
            end(id, done.error, places);
        });
        task.request = new Note(id, "call");
        if (large) {
            task.blob = Blob.of(LARGE);
            task.responseBlob = ByteBuffer.allocate(LARGE.length);
        }
        try {
            pool.send(task);
        } catch (RpcException notAccepted) {
            end(id, notAccepted, places);
            thinkAboutIt();
        }
    }

    private static boolean isAnswered(CountedTask done) {
        ByteBuffer blob = done.responseBlob;
        return done.request.equals(done.response) && (blob == null || blob.position() == LARGE.length);
    }

    private void end(int id, @Nullable RpcException failure, Semaphore places) {
        ledger.ended(id, failure);
        places.release();
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
