package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Handler;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.ServerInterceptor;
import org.razorrpc.stream.spi.BatchObserver;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** Where users look in and reach in: interceptors, the observer, flush control, executors, what a handler knows of its peer. */
class SeamsTest extends StackTest {
    private static final Note NOTE = new Note(1, "");

    /** Delegates, and notes how the task ended. */
    private record Watched(ClientTask task, Queue<String> ends) implements ClientTask {
        @Override
        public Action<?, ?> action() {
            return task.action();
        }

        @Override
        public void encode(WireBuffer out) {
            task.encode(out);
        }

        @Override
        public @Nullable Blob blob() {
            return task.blob();
        }

        @Override
        public void released() {
            task.released();
        }

        @Override
        public void decode(byte[] buf, int offset, int length) {
            task.decode(buf, offset, length);
        }

        @Override
        public @Nullable ByteBuffer responseBlob(int length) {
            return task.responseBlob(length);
        }

        @Override
        public void done(@Nullable RpcException error) {
            ends.add(error == null ? "ok" : error.code().name());
            task.done(error);
        }
    }

    private static final class Flushes implements BatchObserver {
        final Queue<Integer> flushes = new ConcurrentLinkedQueue<>();
        final AtomicInteger framesRead = new AtomicInteger();

        @Override
        public void onFlush(int frames, long bytes) {
            flushes.add(frames);
        }

        @Override
        public void onReadBatch(int frames, long bytes) {
            framesRead.addAndGet(frames);
        }

        int frames() {
            return flushes.stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Test
    void aClientsInterceptorSeesEveryCallOfEveryStyleEnd() throws Exception {
        serve();
        Queue<String> ends = new ConcurrentLinkedQueue<>();
        ClientStream client = client(c -> c.interceptors(task -> new Watched(task, ends)));
        client.call(TestService.ECHO, NOTE);
        client.callAsync(TestService.ECHO, NOTE).get(10, TimeUnit.SECONDS);
        CountDownLatch told = new CountDownLatch(1);
        client.send(new CountedTask(client, TestService.ECHO, done -> told.countDown()));
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        catchThrowableOfType(RpcException.class, () -> client.call(TestService.FAULT, Fault.ERRNO));
        assertThat(ends).containsExactly("ok", "ok", "ok", "ERRNO");
    }

    @Test
    void theFirstInterceptorIsTheOutermostAndOneThatThrowsRefuses() throws Exception {
        serve();
        Queue<String> order = new ConcurrentLinkedQueue<>();
        ClientStream client = client(c -> c.interceptors(
                task -> {
                    order.add("first wraps what the second made");
                    return task;
                },
                task -> {
                    order.add("second");
                    if (task.action() == TestService.UNIT) {
                        throw new IllegalStateException("not today");
                    }
                    return task;
                }));
        client.call(TestService.ECHO, NOTE);
        assertThat(order).containsExactly("second", "first wraps what the second made");
        RpcException refused = catchThrowableOfType(RpcException.class, () -> client.call(TestService.UNIT, null));
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(refused).hasMessageContaining("not today");
    }

    @Test
    void aServersInterceptorRunsAroundTheHandler() throws Exception {
        serve(s -> s.interceptors(new ServerInterceptor() {
            @Override
            public <Q, R> void handle(Request<Q> request, Responder<R> responder, Handler<Q, R> next) throws Exception {
                if (request.actionNumber() == 9) {
                    responder.text("closed today");
                } else {
                    next.handle(request, responder);
                }
            }
        }));
        ClientStream client = client();
        assertThat(client.call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
        assertThat(catchThrowableOfType(RpcException.class, () -> client.call(TestService.UNIT, null)))
                .hasMessage("closed today");
    }

    @Test
    void theObserverCountsEveryFrameOnce() throws Exception {
        serve();
        Flushes observed = new Flushes();
        ClientStream client = client(c ->
                c.transportConfig(TransportConfig.builder().observer(observed).build()));
        int count = 5_000;
        CountDownLatch left = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            client.send(new CountedTask(client, TestService.ECHO_INLINE, done -> left.countDown()));
        }
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
        client.call(TestService.ECHO, NOTE);
        // mem:// tells the observer when the other end has taken the batch, which may answer first.
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(observed.frames()).isEqualTo(count + 1));
        assertThat(observed.framesRead.get()).isBetween(count, count + 1);
    }

    @Test
    void withoutAutoFlushTasksWaitForTheFlush() throws Exception {
        serve();
        Flushes observed = new Flushes();
        ClientStream client = client(c -> c.autoFlush(false)
                .transportConfig(TransportConfig.builder().observer(observed).build()));
        CountDownLatch left = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            client.send(new CountedTask(client, TestService.ECHO, done -> left.countDown()));
        }
        assertThat(observed.flushes).isEmpty();
        client.flush();
        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(observed.flushes).containsExactly(100);
    }

    @Test
    void completionsRunOnTheExecutorThatIsSetAndMayWaitThere() throws Exception {
        serve();
        try (ExecutorService executor = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("mine").factory())) {
            ClientStream client = client(c -> c.callbackExecutor(executor));
            CompletableFuture<String> thread = new CompletableFuture<>();
            client.send(new CountedTask(client, TestService.ECHO, done -> {
                client.call(TestService.ECHO, NOTE);
                thread.complete(Thread.currentThread().getName());
            }));
            assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("mine");
            assertThat(client.callAsync(TestService.ECHO, NOTE)
                            .thenApply(note -> Thread.currentThread().getName())
                            .get(10, TimeUnit.SECONDS))
                    .isIn("mine", Thread.currentThread().getName());
        }
    }

    @Test
    void aHandlerKnowsItsPeerForAsLongAsItLasts() throws Exception {
        serve();
        Action<byte[], byte[]> count = Action.raw(1);
        CompletableFuture<Object> last = new CompletableFuture<>();
        address = server.listen(stack.freshAddress(), Dispatch.concurrent((request, responder) -> {
                    Object times = request.peer().attributes().merge("times", 1, (a, b) -> (int) a + (int) b);
                    if (times.equals(1)) {
                        request.peer()
                                .onClosed(() -> last.complete(
                                        request.peer().attributes().get("times")));
                    }
                    responder.ok(new byte[] {(byte) (int) times, (byte) request.clientId()});
                }))
                .address();
        ClientStream client = client(c -> c.clientId(77));
        assertThat(client.call(count, new byte[0])).containsExactly(1, 77);
        assertThat(client.call(count, new byte[0])).containsExactly(2, 77);
        assertThat(client().call(count, new byte[0])).containsExactly(1, 0);
        client.close();
        assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void aRefusalIsOnlyAsGoodAsTheTrustInIt() throws Exception {
        serve();
        ClientStream doubting = client(c -> c.trustRefusals(false));
        RpcException refused = catchThrowableOfType(
                RpcException.class, () -> doubting.call(Action.of(99, Note.class, Note.class), NOTE));
        assertThat(refused.code()).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(refused.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void severalListenersServeTheirOwnDispatch() throws Exception {
        serve();
        String second = server.listen(
                        stack.freshAddress(), Dispatch.inline((request, responder) -> responder.text("another")))
                .address();
        assertThat(client().call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
        address = second;
        ClientStream client = client();
        assertThat(List.of(catchThrowableOfType(RpcException.class, () -> client.call(TestService.ECHO, NOTE))
                        .getMessage()))
                .containsExactly("another");
    }

    @Test
    void aPingIsAnswered() throws Exception {
        serve();
        assertThat(client().ping().get(10, TimeUnit.SECONDS)).isPositive();
    }
}
