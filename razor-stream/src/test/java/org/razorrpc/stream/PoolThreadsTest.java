package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.spi.WireBuffer;

/** Pools on real threads, in process: what only races show, and callers that block. */
@Timeout(120)
final class PoolThreadsTest {
    private static final String ADDRESS = "mem://pool-threads-";
    private static final Action<byte[], byte[]> ACTION = Action.raw("echo");

    private final ThreadsTestRuntime runtime = new ThreadsTestRuntime();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        runtime.close();
    }

    private RpcServer serve(int number, Dispatch dispatch) throws IOException {
        RpcServer server = RpcServer.create(ServerConfig.builder()
                .runtime(runtime)
                .codecs(new TextTestCodec())
                .build());
        open.add(server);
        server.listen(ADDRESS + number, dispatch);
        return server;
    }

    private static Dispatch echo() {
        return Dispatch.concurrent((request, responder) -> responder.ok(request.message()));
    }

    private PoolConfig config(int window, int connections) {
        return PoolConfig.builder()
                .client(ClientConfig.builder()
                        .runtime(runtime)
                        .codec(new TextTestCodec())
                        .window(window)
                        .timeout(Duration.ofSeconds(100))
                        .build())
                .maxConnections(connections)
                .build();
    }

    private <C extends ClientCaller> C opened(C caller) {
        open.add(caller);
        return caller;
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Test
    void tenThousandVirtualThreadsShareFourConnections() throws Exception {
        serve(0, echo());
        ClientPool pool = opened(ClientPool.create(ADDRESS + 0, config(16, 4)));
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 10_000; caller++) {
            long base = (long) caller << 32;
            CompletableFuture<Void> ended = new CompletableFuture<>();
            callers.add(ended);
            Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 3; i++) {
                        assertThat(pool.call(ACTION, bytes(base + i))).isEqualTo(bytes(base + i));
                    }
                    ended.complete(null);
                } catch (Throwable failure) {
                    ended.completeExceptionally(failure);
                }
            });
        }
        for (CompletableFuture<Void> ended : callers) {
            ended.get(100, TimeUnit.SECONDS);
        }
        assertThat(pool.snapshot().addresses().getFirst().connections()).hasSize(4);
        assertThat(pool.snapshot().underWay()).isZero();
    }

    @Test
    void sentTasksAreDoneOnceEachWhoeverElseCalls() throws Exception {
        serve(0, echo());
        serve(1, echo());
        FailoverPool pool = opened(FailoverPool.create(
                List.of(ADDRESS + 0, ADDRESS + 1),
                FailoverConfig.builder().pool(config(4, 2)).build()));
        AtomicLong done = new AtomicLong();
        CountDownLatch senders = new CountDownLatch(8);
        for (int sender = 0; sender < 8; sender++) {
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    pool.send(new Counting(done));
                }
                senders.countDown();
            });
        }
        assertThat(senders.await(100, TimeUnit.SECONDS)).isTrue();
        ShutdownReport report = pool.shutdown(Duration.ofSeconds(30));
        assertThat(report.clean()).isTrue();
        assertThat(done.get()).isEqualTo(16_000);
    }

    /** Nobody flushes but the senders themselves, when they have to wait. */
    @Test
    void sendersThatDoNotFlushAreNotStuckWhenTheWindowIsFull() throws Exception {
        serve(0, echo());
        PoolConfig config = config(4, 2);
        ClientPool pool = opened(ClientPool.create(
                ADDRESS + 0,
                config.toBuilder()
                        .client(config.client().toBuilder().autoFlush(false).build())
                        .build()));
        AtomicLong done = new AtomicLong();
        for (int i = 0; i < 500; i++) {
            pool.send(new Counting(done));
        }
        pool.flush();
        assertThat(pool.shutdown(Duration.ofSeconds(30)).clean()).isTrue();
        assertThat(done.get()).isEqualTo(500);
    }

    /** A server shuts down for good, under load: every call is answered by the other. */
    @Test
    void shutdownOfOneServerUnderLoadFailsNoCall() throws Exception {
        RpcServer leaving = serve(0, echo());
        serve(1, echo());
        FailoverPool pool = opened(FailoverPool.create(
                List.of(ADDRESS + 0, ADDRESS + 1),
                FailoverConfig.builder().pool(config(32, 2)).build()));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong answered = new AtomicLong();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 16; caller++) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            callers.add(ended);
            Thread.startVirtualThread(() -> {
                try {
                    while (!stop.get()) {
                        pool.call(ACTION, bytes(answered.incrementAndGet()));
                    }
                    ended.complete(null);
                } catch (Throwable failure) {
                    ended.completeExceptionally(failure);
                }
            });
        }
        while (answered.get() < 5_000) {
            Thread.onSpinWait();
        }
        ShutdownReport report = leaving.shutdown(Duration.ofSeconds(60));
        long then = answered.get();
        while (answered.get() < then + 5_000
                && callers.stream().noneMatch(CompletableFuture::isCompletedExceptionally)) {
            Thread.onSpinWait();
        }
        stop.set(true);
        for (CompletableFuture<Void> ended : callers) {
            ended.get(30, TimeUnit.SECONDS);
        }
        assertThat(report.clean()).isTrue();
    }

    @Test
    void interruptedCallEndsAndKeepsTheFlag() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        serve(0, Dispatch.concurrent((request, responder) -> {
            responder.detach();
            arrived.countDown();
        }));
        ClientPool pool = opened(ClientPool.create(ADDRESS + 0, config(1, 1)));
        CompletableFuture<Object> inFlight = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().start(() -> interrupted(inFlight, () -> pool.call(ACTION, bytes(1))));
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Object> inLine = new CompletableFuture<>();
        Thread sender =
                Thread.ofPlatform().start(() -> interrupted(inLine, () -> pool.send(new Counting(new AtomicLong()))));
        while (pool.snapshot().addresses().getFirst().waiting() == 0) {
            Thread.onSpinWait();
        }
        sender.interrupt();
        assertThat(inLine.get(30, TimeUnit.SECONDS)).isEqualTo("CANCELLED/NOT_SENT with the flag set");
        caller.interrupt();
        assertThat(inFlight.get(30, TimeUnit.SECONDS)).isEqualTo("CANCELLED/UNKNOWN with the flag set");
        assertThat(pool.snapshot().underWay()).isZero();
    }

    private static void interrupted(CompletableFuture<Object> told, Runnable blocking) {
        try {
            blocking.run();
            told.complete("it was not interrupted");
        } catch (RpcException failure) {
            boolean flag = Thread.currentThread().isInterrupted();
            told.complete(failure.code() + "/" + failure.outcome() + (flag ? " with the flag set" : ""));
        }
    }

    @Test
    void sendThrowsWhyItCannotBeAccepted() {
        ClientPool pool = opened(ClientPool.create(ADDRESS + "nobody", config(1, 1)));
        AtomicLong done = new AtomicLong();
        assertThatThrownBy(() -> pool.send(new Counting(done)))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining(ADDRESS + "nobody");
        assertThat(done.get()).isZero();
    }

    private record Counting(AtomicLong dones) implements ClientTask {
        @Override
        public Action<?, ?> action() {
            return ACTION;
        }

        @Override
        public void encode(WireBuffer out) {
            out.putBytes(bytes(1));
        }

        @Override
        public void decode(byte[] buf, int offset, int length) {}

        @Override
        public void done(@Nullable RpcException error) {
            dones.addAndGet(error == null ? 1 : 1_000_000);
        }
    }
}
