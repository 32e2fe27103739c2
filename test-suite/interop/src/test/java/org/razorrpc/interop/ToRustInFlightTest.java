package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.ShutdownReport;

/** razor's client with calls in flight at the crates' server: how many, in which order, too late, and when one side ends. */
class ToRustInFlightTest extends ToRust {
    private static final int BLOB = 8_000_000;
    private static final int HALF = BLOB / 2;

    private static List<CompletableFuture<Long>> hold(ClientStream client, int calls) {
        List<CompletableFuture<Long>> held = new ArrayList<>();
        for (long number = 0; number < calls; number++) {
            held.add(client.callAsync(Actions.HOLD, number));
        }
        return held;
    }

    /** Calls that the server holds. */
    private static List<CompletableFuture<Long>> heldBy(ClientStream client, int calls) {
        List<CompletableFuture<Long>> held = hold(client, calls);
        assertThat(client.call(Actions.NEXT, 1L))
                .as("and so the calls before it have arrived")
                .isEqualTo(2);
        return held;
    }

    private static RpcException failure(CompletableFuture<?> call) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, call::join);
        assertThat(failure).as("the call must fail").isNotNull();
        return (RpcException) failure.getCause();
    }

    @Test
    void theServerNeverHasMoreInHandThanTheWindow() {
        ClientStream client = client(c -> c.window(16));
        ClientStream other = client();
        List<CompletableFuture<Long>> calls = hold(client, 160);
        for (int round = 0; round < 10; round++) {
            await().until(() -> other.call(Actions.RELEASE, 0) >= 16);
            assertThat(other.call(Actions.RELEASE, 16)).isEqualTo(16);
        }
        for (int number = 0; number < calls.size(); number++) {
            assertThat(calls.get(number).join()).isEqualTo(number + 1);
        }
    }

    @Test
    void answersInAnyOrderReachTheirCalls() {
        ClientStream client = client();
        List<CompletableFuture<Long>> calls = heldBy(client, 100);
        for (int number = 99; number >= 50; number--) {
            assertThat(client.call(Actions.RELEASE, 1)).isEqualTo(number + 1);
            assertThat(calls.get(number).join()).isEqualTo(number + 1);
            assertThat(calls.get(number - 1)).isNotDone();
        }
        assertThat(client.call(Actions.RELEASE, 50)).isEqualTo(50);
        for (int number = 0; number < 50; number++) {
            assertThat(calls.get(number).join()).isEqualTo(number + 1);
        }
    }

    @Test
    void anAnswerAfterItsTimeoutIsReadOver() {
        ClientStream client = client();
        Action<Long, Long> impatient = Actions.HOLD.withTimeout(Duration.ofSeconds(1));
        CallOptions blob = CallOptions.blob(Blob.of(pattern(1_000_000)));
        CompletableFuture<Reply<Long>> late = client.callAsync(impatient, 1L, blob);
        assertThat(client.call(Actions.NEXT, 1L)).isEqualTo(2);
        assertFailure(failure(late), ErrorCode.TIMEOUT, Outcome.UNKNOWN);
        assertThat(client.call(Actions.RELEASE, 1)).isEqualTo(1);
        assertThat(client.call(Actions.NEXT, 1L)).isEqualTo(2);
    }

    @Test
    void manyCallersOverOnePoolGetTheirOwnAnswers() throws Exception {
        ClientConfig client =
                ClientConfig.builder().runtime(runtime).codec(codec()).build();
        PoolConfig config =
                PoolConfig.builder().client(client).maxConnections(3).build();
        ClientPool pool = closedAfterwards(ClientPool.create(apiAddress, config));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < 32; caller++) {
                long first = caller * 1_000_000L;
                done.add(callers.submit(() -> callOften(pool, first)));
            }
            for (Future<?> caller : done) {
                caller.get(50, TimeUnit.SECONDS);
            }
        }
    }

    private static void callOften(ClientPool pool, long first) {
        for (long number = first; number < first + 100; number++) {
            assertThat(pool.call(Api.ADD, new Api.Pair(number, 1))).isEqualTo(number + 1);
            assertThat(pool.call(Api.TEXT, "call " + number)).isEqualTo("call " + number);
        }
    }

    @Test
    void aClientThatClosesLeavesTheServerToOthers() {
        ClientStream leaving = client();
        CompletableFuture<Long> held = heldBy(leaving, 1).getFirst();
        leaving.close();
        assertThat(failure(held).outcome()).isEqualTo(Outcome.UNKNOWN);
        ClientStream other = client();
        assertThat(other.call(Actions.RELEASE, 1)).isEqualTo(1);
        assertThat(other.call(Actions.NEXT, 1L)).isEqualTo(2);
    }

    @Test
    void aClientThatShutsDownGetsTheAnswersInFlight() throws Exception {
        ClientStream leaving = client();
        ClientStream other = client();
        List<CompletableFuture<Long>> held = heldBy(leaving, 2);
        CompletableFuture<ShutdownReport> shutdown = leaving.shutdownAsync(Duration.ofSeconds(20));
        assertThat(other.call(Actions.RELEASE, 2)).isEqualTo(2);
        assertThat(held.get(0).join()).isEqualTo(1);
        assertThat(held.get(1).join()).isEqualTo(2);
        assertThat(shutdown.get(20, TimeUnit.SECONDS).clean()).isTrue();
    }

    @Test
    void aServerThatDiesInsideABlobFailsTheCallsInFlight() throws Exception {
        Cut cut = new Cut(HALF);
        ClientStream client = proxied(Proxy.UNCHANGED, cut);
        CompletableFuture<Void> never = client.callAsync(Actions.NEVER, null);
        CallOptions blob = CallOptions.blob(Blob.of(pattern(BLOB)));
        CompletableFuture<Reply<Long>> echo = client.callAsync(Actions.BLOB, null, blob);
        cut.awaitReached();
        server.close();
        cut.end();
        assertFailure(failure(echo), ErrorCode.IO, Outcome.UNKNOWN);
        assertFailure(failure(never), ErrorCode.IO, Outcome.UNKNOWN);
    }

    @Test
    void aClientThatClosesInsideABlobLeavesTheServerToOthers() throws Exception {
        Cut cut = new Cut(HALF);
        ClientStream client = proxied(cut, Proxy.UNCHANGED);
        CallOptions blob = CallOptions.blob(Blob.of(pattern(BLOB)));
        CompletableFuture<Reply<Long>> half = client.callAsync(Actions.HOLD, 1L, blob);
        cut.awaitReached();
        client.close();
        cut.end();
        assertThat(failure(half).outcome()).isEqualTo(Outcome.UNKNOWN);
        ClientStream other = client();
        assertThat(other.call(Actions.NEXT, 1L)).isEqualTo(2);
        assertThat(other.call(Actions.RELEASE, 1)).as("calls that were held").isZero();
    }

    private ClientStream proxied(Proxy.Relay requests, Proxy.Relay responses) throws Exception {
        String address = proxy(stack.address(streamAddress), requests, responses);
        return connect(stack.uri(address), UnaryOperator.identity());
    }
}
