package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.Strategy;

/** R13: servers fail nearly everything, and every failure may be retried. What they get to do is hardly more than the calls. */
@Timeout(120)
class RetryBudgetTest extends PoolFixture {
    private static final int CALLERS = 16;
    private static final int CALLS = Score.of(5_000, 1_000_000);
    private static final int TOKENS = 10;
    private static final int ONE_SUCCEEDS_OF = 20;
    private static final Action<byte[], byte[]> CALL = TestService.RAW.asIdempotent();

    private final AtomicInteger next = new AtomicInteger();
    /** Requests that the servers have heard. */
    private final AtomicInteger attempts = new AtomicInteger();

    private final AtomicInteger succeeded = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void clientPoolDoesNotMultiplyTheLoad() throws Exception {
        overload("ClientPool", clientPool(failingServer()));
    }

    @Test
    void failoverPoolDoesNotMultiplyTheLoad() throws Exception {
        List<String> three = List.of(failingServer(), failingServer(), failingServer());
        overload("FailoverPool", failoverPool(Strategy.ROUND_ROBIN, three));
    }

    private String failingServer() throws IOException {
        RawServer server = opened(RawServer.listen(stack));
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    RawPeer peer = server.accept();
                    Thread.ofVirtual().start(() -> answer(peer));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        return server.address();
    }

    private void answer(RawPeer peer) {
        try (peer) {
            while (true) {
                long seq = Frames.littleEndian(peer.hearRequest()).getLong(8);
                boolean succeeds = attempts.incrementAndGet() % ONE_SUCCEEDS_OF == 0;
                peer.say(succeeds ? Frames.ok(seq) : Frames.text(seq, ErrorCode.INTERNAL.word()));
            }
        } catch (IOException closed) {
            // The client has gone.
        }
    }

    private void overload(String kind, ClientCaller pool) throws Exception {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> callUntilDone(pool)));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(succeeded.get() + failed.get()).isEqualTo(CALLS);
        assertThat(attempts.get()).isGreaterThanOrEqualTo(CALLS + TOKENS);
        assertThat((double) attempts.get()).isLessThanOrEqualTo(CALLS + TOKENS + 0.1 * succeeded.get());
        new Score(
                        "R13 retry budget, " + kind + ", " + stack,
                        0,
                        CALLS + " idempotent calls, " + CALLERS + " callers",
                        "all but one in " + ONE_SUCCEEDS_OF + " fail",
                        attempts.get() + " attempts, " + succeeded + " successes")
                .print();
    }

    private void callUntilDone(ClientCaller pool) {
        while (next.getAndIncrement() < CALLS) {
            try {
                pool.call(CALL, new byte[0]);
                succeeded.incrementAndGet();
            } catch (RpcException failure) {
                failed.addAndGet(failure.code() == ErrorCode.INTERNAL ? 1 : 0);
            }
        }
    }
}
