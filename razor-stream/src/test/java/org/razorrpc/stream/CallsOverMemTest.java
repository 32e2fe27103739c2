package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client and server together, in process, on real threads: what only races show. */
@Timeout(60)
final class CallsOverMemTest {
    private static final String ADDRESS = "mem://calls-over-mem";
    private static final Action<byte[], byte[]> ACTION = Action.raw("echo");
    private static final int CALLERS = 16;
    private static final int CALLS = 1_000;

    private final ThreadsTestRuntime runtime = new ThreadsTestRuntime();
    private final AtomicLong handled = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        runtime.close();
    }

    private RpcServer serve(Dispatch dispatch) throws IOException {
        RpcServer server = RpcServer.create(ServerConfig.builder()
                .runtime(runtime)
                .codecs(new TextTestCodec())
                .maxInFlight(32)
                .resumeInFlight(16)
                .highWaterMark(4096)
                .lowWaterMark(1024)
                .hardWaterMark(8192)
                .build());
        open.add(server);
        server.listen(ADDRESS, dispatch);
        return server;
    }

    private ClientStream connect() {
        ClientStream client = ClientStream.connect(
                ADDRESS,
                ClientConfig.builder()
                        .runtime(runtime)
                        .codec(new TextTestCodec())
                        .build());
        open.add(client);
        return client;
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** A call ends on the server a moment after its answer may have arrived. */
    private static void awaitIdle(RpcServer server) {
        while (server.stats().inFlight() != 0) {
            Thread.onSpinWait();
        }
    }

    /** Every caller gets the answer to its own call, beyond the server's limits on calls and bytes in flight. */
    private void echoFromManyCallers(Dispatch dispatch) throws Exception {
        RpcServer server = serve(dispatch);
        ClientStream client = connect();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            long base = (long) caller << 32;
            CompletableFuture<Void> ended = new CompletableFuture<>();
            callers.add(ended);
            Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < CALLS; i++) {
                        assertThat(client.call(ACTION, bytes(base + i))).isEqualTo(bytes(base + i));
                    }
                    ended.complete(null);
                } catch (Throwable failure) {
                    ended.completeExceptionally(failure);
                }
            });
        }
        for (CompletableFuture<Void> ended : callers) {
            ended.get(50, TimeUnit.SECONDS);
        }
        assertThat(server.stats().requests()).isEqualTo((long) CALLERS * CALLS);
        awaitIdle(server);
        assertThat(server.stats().failedHandlers()).isZero();
    }

    @Test
    void concurrentHandlersAnswerManyCallers() throws Exception {
        echoFromManyCallers(Dispatch.concurrent((request, responder) -> responder.ok(request.message())));
    }

    @Test
    void inlineHandlersAnswerManyCallers() throws Exception {
        echoFromManyCallers(Dispatch.inline((request, responder) -> responder.ok(request.message())));
    }

    @Test
    void answersFromOtherThreadsReachManyCallers() throws Exception {
        echoFromManyCallers(Dispatch.inline((request, responder) -> {
            responder.detach();
            runtime.execute(() -> responder.ok(request.message()));
        }));
    }

    @Test
    void fullPipelineStaysWithinTheServersLimitsAndIsAnswered() throws Exception {
        RpcServer server = serve(Dispatch.concurrent((request, responder) -> responder.ok(new byte[2000])));
        ClientStream client = connect();
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(client.callAsync(ACTION, bytes(i)));
        }
        for (CompletableFuture<byte[]> call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS)).hasSize(2000);
        }
        awaitIdle(server);
    }

    @Test
    void serverThatClosesUnderLoadEndsEveryCallAndSaysTheTruthAboutThem() throws Exception {
        RpcServer server = serve(Dispatch.concurrent((request, responder) -> {
            handled.incrementAndGet();
            responder.ok(request.message());
        }));
        ClientStream client = connect();
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(client.callAsync(ACTION, bytes(i)));
            if (i == 500) {
                server.close();
            }
        }
        long mayHaveRun = 0;
        for (CompletableFuture<byte[]> call : calls) {
            try {
                call.get(30, TimeUnit.SECONDS);
                mayHaveRun++;
            } catch (ExecutionException failed) {
                assertThat(failed.getCause()).isInstanceOf(RpcException.class);
                mayHaveRun += ((RpcException) failed.getCause()).outcome().safeToRetry() ? 0 : 1;
            }
        }
        assertThat(handled.get()).isLessThanOrEqualTo(mayHaveRun);
    }

    @Test
    void shutdownUnderLoadAnswersOrRefusesEveryCall() throws Exception {
        RpcServer server = serve(Dispatch.concurrent((request, responder) -> responder.ok(request.message())));
        ClientStream client = connect();
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            calls.add(client.callAsync(ACTION, bytes(i)));
        }
        CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> report.complete(server.shutdown(Duration.ofSeconds(30))));
        for (CompletableFuture<byte[]> call : calls) {
            try {
                call.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                assertThat(((RpcException) failed.getCause()).outcome().safeToRetry())
                        .as("%s", failed.getCause())
                        .isTrue();
            }
        }
        client.close();
        assertThat(report.get(30, TimeUnit.SECONDS).clean()).isTrue();
    }
}
