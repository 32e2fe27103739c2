package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcException;

/**
 * R1: calls through proxies that keep cutting connections, every tenth with a blob both ways. What razor says of a call agrees with
 * what ran.
 */
abstract class CutsFixture extends StackFixture {
    private static final int CUT_EVERY_MILLIS = 20;
    private static final byte[] LARGE = new byte[40_000];

    final long seed = System.nanoTime();
    final CallLedger ledger;

    CutsFixture(CallLedger ledger) {
        this.ledger = ledger;
    }

    /** Starts a server that enters into the ledger what it runs. */
    final void serveCounted() throws IOException {
        serve(
                UnaryOperator.identity(),
                Dispatch.byAction()
                        .inline(TestService.ECHO_INLINE, this::run)
                        .concurrent(TestService.BLOB, this::run)
                        .build());
    }

    private void run(Request<Note> request, Responder<Note> responder) {
        ledger.ran((int) request.message().number());
        Blob blob = request.blob() == null ? null : Blob.of(request.blob());
        responder.ok(request.message(), blob, () -> {});
    }

    /** One way to the server. */
    final FaultProxy proxy(long number) throws IOException {
        return new FaultProxy(address, seed + number, CUT_EVERY_MILLIS);
    }

    /** Returns when the callers have returned and every call has ended. */
    final void runCallers(int callers, Runnable caller) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.ofVirtual().start(caller));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        ledger.awaitAll(30);
    }

    /**
     * Sends the call of that number and enters its end into the ledger.
     *
     * @param places one of them is given back then
     * @return false when it was not accepted
     */
    final boolean send(ClientCaller client, int id, Semaphore places) {
        boolean large = id % 10 == 0;
        Action<Note, Note> action = large ? TestService.BLOB : TestService.ECHO_INLINE;
        Action<Note, Note> declared = ledger.isIdempotent(id) ? action.asIdempotent() : action;
        CountedTask task = new CountedTask(client, declared, done -> {
            assertThat(done.error != null || isAnswered(done)).isTrue();
            end(id, done.error, places);
        });
        task.request = new Note(id, "call");
        if (large) {
            task.blob = Blob.of(LARGE);
            task.responseBlob = ByteBuffer.allocate(LARGE.length);
        }
        try {
            client.send(task);
            return true;
        } catch (RpcException notAccepted) {
            end(id, notAccepted, places);
            return false;
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

    /** Nothing runs any more: holds the ledger's two sides against each other, and prints the line of the scorecard. */
    final void check(String kind, String callers, int faults) {
        assertThat(faults).as("faults").isPositive();
        String result = ledger.check(seed);
        String load = ledger.calls + " calls, " + callers;
        new Score("R1 cuts, " + kind + ", " + stack, seed, load, faults + " cuts", result).print();
    }
}
