package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;
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

    private final CallLedger ledger = new CallLedger(CALLS, id -> false);

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
            ledger.awaitAll(30);
            faults = proxy.faults();
        }
        server.close();
        assertThat(faults).as("faults").isPositive();
        String result = ledger.check(seed);
        new Score(
                        "R1 cuts, a connection a caller, " + stack,
                        seed,
                        CALLS + " calls, " + CALLERS + " callers",
                        faults + " cuts",
                        result)
                .print();
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

    /** One caller: a connection of its own, some calls in flight on it, and a new one whenever it breaks. */
    private void callUntilDone(String proxyAddress) {
        ClientConfig config =
                ClientConfig.builder().runtime(clientRuntime).codec(codec).build();
        Semaphore places = new Semaphore(IN_FLIGHT);
        ClientStream client = null;
        for (int id = ledger.next(); id >= 0; id = ledger.next()) {
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
        ledger.ended(id, failure);
        places.release();
    }
}
