package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A pool and its servers in process, driven by the test on its own thread. Servers keep their requests until the test answers.
 * Closing it closes what it opened, and nothing may be left then.
 */
final class PoolFixture implements AutoCloseable {
    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    static final Action<String, String> ECHO = Action.of("echo", String.class, String.class);

    final String address = "mem://pool-fixture-" + ADDRESSES.incrementAndGet();
    final InlineTestRuntime runtime = new InlineTestRuntime();
    final TextTestCodec codec = new TextTestCodec();
    final List<Answer> unanswered = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final ClientConfig.Builder client = ClientConfig.builder().runtime(runtime).codec(codec);
    final PoolConfig.Builder pool = PoolConfig.builder();
    final RpcServer server;
    Listener listening;
    private final List<ClientCaller> opened = new ArrayList<>();

    /** A request that waits for its answer, and the text of its blob. */
    record Answer(String request, String blob, Responder<String> responder) {
        void ok() {
            responder.ok(request);
        }
    }

    PoolFixture() {
        server = RpcServer.create(
                ServerConfig.builder().runtime(runtime).codecs(codec).build());
        listening = listen();
    }

    Listener listen() {
        Dispatch dispatch = Dispatch.byAction()
                .inline(ECHO, (request, responder) -> {
                    responder.detach();
                    String blob =
                            StandardCharsets.UTF_8.decode(request.blobOrEmpty()).toString();
                    unanswered.add(new Answer(request.message(), blob, responder));
                })
                .build();
        try {
            return server.listen(address, dispatch);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    PoolConfig config() {
        return pool.client(client.build()).listener(new Recorder()).build();
    }

    ClientPool create() {
        return opened(ClientPool.create(address, config()));
    }

    /** Has it closed after the test. */
    <C extends ClientCaller> C opened(C caller) {
        opened.add(caller);
        return caller;
    }

    void run() {
        runtime.runTasks();
    }

    void answerAll() {
        List<Answer> all = List.copyOf(unanswered);
        unanswered.clear();
        all.forEach(Answer::ok);
        run();
    }

    /** Calls and lets everything happen that follows. */
    CompletableFuture<String> call(ClientCaller caller, String message) {
        CompletableFuture<String> future = caller.callAsync(ECHO, message);
        run();
        return future;
    }

    static RpcException failure(CompletableFuture<?> future) {
        if (!future.isDone()) {
            throw new AssertionError("it has not ended");
        }
        try {
            future.join();
            throw new AssertionError("it has not failed");
        } catch (CompletionException failed) {
            return (RpcException) failed.getCause();
        }
    }

    @Override
    public void close() {
        opened.forEach(ClientCaller::close);
        server.close();
        run();
        runtime.advance(Duration.ofSeconds(5));
        assertThat(runtime.timerCount()).isZero();
    }

    private final class Recorder implements PoolListener {
        @Override
        public void connected(String address, String connection) {
            events.add("connected");
        }

        @Override
        public void disconnected(String address, String connection, @Nullable Throwable cause) {
            events.add(cause == null ? "closed" : "lost");
        }

        @Override
        public void stateChanged(String address, AddressState from, AddressState to, @Nullable Throwable cause) {
            events.add(from + " -> " + to);
        }

        @Override
        public void retry(Action<?, ?> action, Attempt failed, int number) {
            events.add("attempt " + number + " of " + action);
        }
    }

    /** A task that remembers how it ended; whoever declares it idempotent or gives it a blob does so before it is sent. */
    static final class Task implements ClientTask {
        final List<String> ends = new ArrayList<>();
        Runnable afterDone = () -> {};
        boolean idempotent;
        /** Overwritten once it is released. */
        byte @Nullable [] blob;

        private final TextTestCodec codec = new TextTestCodec();
        private final String message;

        Task(String message) {
            this.message = message;
        }

        @Override
        public Action<?, ?> action() {
            return ECHO;
        }

        @Override
        public void encode(WireBuffer out) {
            codec.<String>of(String.class).encode(message, out);
        }

        @Override
        public @Nullable Blob blob() {
            return blob == null ? null : Blob.of(blob);
        }

        @Override
        public void released() {
            ends.add("released");
            Arrays.fill(blob, (byte) '?');
        }

        @Override
        public boolean idempotent() {
            return idempotent;
        }

        @Override
        public void decode(byte[] buf, int offset, int length) {}

        @Override
        public void done(@Nullable RpcException error) {
            ends.add(error == null ? "ok" : error.code() + "/" + error.outcome());
            afterDone.run();
        }
    }
}
