package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.RpcException;

/**
 * A platform thread that calls in a loop, alone on its connection: a runtime may read its answers on that very thread. What it
 * does then must be as ever for it and for everybody else.
 */
class LoneCallerTest extends StackTest {
    /** Enough for any runtime to find out, where calls are quick. */
    private static final int LOOP = 2_000;

    private ClientStream client;

    @BeforeEach
    void connect() throws Exception {
        serve();
        client = client();
    }

    private void callInALoop() {
        for (int i = 0; i < LOOP; i++) {
            Note note = new Note(i, "lone");
            assertThat(client.call(TestService.ECHO_INLINE, note)).isEqualTo(note);
        }
    }

    @Test
    void callsOfOthersAreAnsweredBesideIt() throws Exception {
        List<CompletableFuture<Note>> others = new ArrayList<>();
        for (int i = 0; i < LOOP; i++) {
            if (i % 50 == 0) {
                others.add(client.callAsync(TestService.ECHO, new Note(i, "other")));
            }
            assertThat(client.call(TestService.ECHO_INLINE, new Note(i, "lone")).number())
                    .isEqualTo(i);
        }
        for (CompletableFuture<Note> other : others) {
            assertThat(other.get(10, TimeUnit.SECONDS).text()).isEqualTo("other");
        }
    }

    @Test
    void aCallThatOutlivesTheLoopIsAnswered() throws Exception {
        callInALoop();
        CompletableFuture<Note> held = client.callAsync(TestService.GATED, new Note(1, "held"));
        callInALoop();
        service.open();
        assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo(new Note(1, "held"));
    }

    @Test
    void anInterruptEndsItsCallOnly() throws Exception {
        AtomicReference<@Nullable RpcException> failure = new AtomicReference<>();
        AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            callInALoop();
            failure.set(catchThrowableOfType(
                    RpcException.class, () -> client.call(TestService.GATED, new Note(2, "interrupted"))));
            flag.set(Thread.currentThread().isInterrupted());
        });
        Awaitility.await().until(() -> service.calls.get() == LOOP + 1);
        CompletableFuture<Note> other = client.callAsync(TestService.GATED, new Note(3, "other"));
        caller.interrupt();
        caller.join();
        RpcException error = failure.get();
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(flag.get()).isTrue();
        service.open();
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(new Note(3, "other"));
        callInALoop();
    }

    @Test
    void itsDeadlineIsKept() {
        callInALoop();
        CallOptions options = CallOptions.NONE.withTimeout(Duration.ofMillis(50));
        RpcException error = catchThrowableOfType(
                RpcException.class, () -> client.call(TestService.GATED, new Note(4, "late"), options));
        assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
        service.open();
        callInALoop();
    }

    @Test
    void theEndOfItsConnectionEndsItsCall() throws Exception {
        callInALoop();
        Thread closer = Thread.ofVirtual().start(() -> {
            Awaitility.await().until(() -> service.calls.get() == LOOP + 1);
            client.close();
        });
        RpcException error =
                catchThrowableOfType(RpcException.class, () -> client.call(TestService.GATED, new Note(5, "lost")));
        assertThat(error.code()).isEqualTo(ErrorCode.IO);
        closer.join();
    }

    @Test
    void dependentsOfOthersStillMustNotWait() throws Exception {
        callInALoop();
        Action<Note, Note> echo = TestService.ECHO_INLINE;
        for (int i = 0; i < 200; i++) {
            CompletableFuture<@Nullable Throwable> refusal = client.callAsync(echo, new Note(i, "async"))
                    .thenApply(note -> catchThrowableOfType(
                            IllegalStateException.class, () -> client.call(echo, new Note(0, "nested"))));
            client.call(echo, new Note(i, "lone"));
            Throwable refused = refusal.get(10, TimeUnit.SECONDS);
            // Null where the answer came before the dependent was there: then it ran here, where waiting is allowed.
            assertThat(refused == null || refused.getMessage().contains("must not wait"))
                    .isTrue();
        }
    }
}
