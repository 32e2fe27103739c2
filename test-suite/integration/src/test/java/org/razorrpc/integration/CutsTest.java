package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcException;

/** R1 in short: calls through a proxy that keeps cutting connections. What razor says of a call agrees with what ran. */
@MethodSource("org.razorrpc.integration.Stack#tcp")
class CutsTest extends StackFixture {
    private static final int CALLERS = 8;
    private static final int CALLS = 20_000;
    private static final int IN_FLIGHT = 16;
    private static final int CUT_EVERY_MILLIS = 20;
    private static final byte[] LARGE = new byte[40_000];

    private final AtomicIntegerArray ran = new AtomicIntegerArray(CALLS);
    private final AtomicIntegerArray ended = new AtomicIntegerArray(CALLS);
    private final AtomicReferenceArray<@Nullable RpcException> failures = new AtomicReferenceArray<>(CALLS);
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left = new CountDownLatch(CALLS);

    @Test
    void everyCallEndsOnceAndWhatDidNotRunDidNotRun() throws Exception {
        long seed = System.nanoTime();
        serve(UnaryOperator.identity(), dispatch());
        int faults;
        try (FaultProxy proxy = new FaultProxy(address, seed, CUT_EVERY_MILLIS)) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Thread.ofVirtual().start(() -> callUntilDone(proxy.address())));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(left.await(30, TimeUnit.SECONDS))
                    .as("calls without an end, seed %d", seed)
                    .isTrue();
            faults = proxy.faults();
        }
        server.close();
        report(seed, faults);
    }

    private Dispatch dispatch() {
        return Dispatch.byAction()
                .inline(TestService.ECHO_INLINE, this::run)
                .concurrent(TestService.BLOB, this::run)
                .build();
    }

    private void run(Request<Note> request, Responder<Note> responder) {
        ran.incrementAndGet((int) request.message().number());
        Blob blob = request.blob() == null ? null : Blob.of(request.blob());
        responder.ok(request.message(), blob, () -> {});
    }

    /** One caller: a connection of its own, some calls in flight on it, and a new one whenever it breaks. */
    private void callUntilDone(String proxyAddress) {
        ClientConfig config =
                ClientConfig.builder().runtime(clientRuntime).codec(codec).build();
        Semaphore places = new Semaphore(IN_FLIGHT);
        ClientStream client = null;
        for (int id = next.getAndIncrement(); id < CALLS; id = next.getAndIncrement()) {
            while (client == null || !client.isOpen()) {
                client = reconnected(proxyAddress, config);
            }
            places.acquireUninterruptibly();
            send(client, id, places);
        }
        places.acquireUninterruptibly(IN_FLIGHT);
        client.close();
    }

    private static @Nullable ClientStream reconnected(String proxyAddress, ClientConfig config) {
        try {
            return ClientStream.connect(proxyAddress, config);
        } catch (RpcException cutWhileConnecting) {
            return null;
        }
    }

    private void send(ClientStream client, int id, Semaphore places) {
        boolean large = id % 10 == 0;
        CountedTask task = new CountedTask(client, large ? TestService.BLOB : TestService.ECHO_INLINE, done -> {
            assertThat(done.error != null || done.request.equals(done.response)).isTrue();
            end(id, done.error, places);
        });
        task.request = new Note(id, "call");
        if (large) {
            task.blob = Blob.of(LARGE);
            task.responseBlob = ByteBuffer.allocate(LARGE.length);
        }
        try {
            client.send(task);
        } catch (RpcException notAccepted) {
            end(id, notAccepted, places);
        }
    }

    private void end(int id, @Nullable RpcException failure, Semaphore places) {
        failures.set(id, failure);
        if (ended.incrementAndGet(id) == 1) {
            left.countDown();
        }
        places.release();
    }

    private void report(long seed, int faults) {
        int succeeded = 0;
        int unknown = 0;
        int neverRan = 0;
        for (int id = 0; id < CALLS; id++) {
            RpcException failure = failures.get(id);
            String what = "call " + id + ", seed " + seed + ", ended with " + failure + ", ran";
            assertThat(ended.get(id)).as("ends of call %d, seed %d", id, seed).isOne();
            if (failure == null) {
                assertThat(ran.get(id)).as(what).isOne();
                succeeded++;
            } else if (failure.outcome() == Outcome.UNKNOWN) {
                assertThat(ran.get(id)).as(what).isLessThanOrEqualTo(1);
                assertThat(failure.code()).as(what).isEqualTo(ErrorCode.IO);
                unknown++;
            } else {
                assertThat(failure.outcome().safeToRetry()).as(what).isTrue();
                assertThat(ran.get(id)).as(what).isZero();
                neverRan++;
            }
        }
        assertThat(faults).as("faults").isPositive();
        assertThat(succeeded).as("successes, seed %d", seed).isGreaterThan(CALLS / 2);
        System.out.printf(
                "{\"name\":\"R1 cuts, short, %s\",\"seed\":%d,\"load\":\"%d calls, %d callers\",\"faults\":%d,"
                        + "\"result\":\"passed: %d answered, %d unknown, %d not run, 0 lost, 0 twice\"}%n",
                stack, seed, CALLS, CALLERS, faults, succeeded, unknown, neverRan);
    }
}
