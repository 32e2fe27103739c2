package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;

/** What each style of caller sees when the window is full. */
class WindowTest extends StackTest {
    private static final int WINDOW = 8;
    private static final Note NOTE = new Note(1, "");

    private ClientStream client;
    private final List<CompletableFuture<Note>> inFlight = new ArrayList<>();

    @BeforeEach
    void fillTheWindow() throws Exception {
        serve();
        client = client(c -> c.window(WINDOW).maxWaiting(3));
        for (int i = 0; i < WINDOW; i++) {
            inFlight.add(client.callAsync(TestService.GATED, NOTE));
        }
    }

    private void everyCallInFlightSucceeds() throws Exception {
        for (CompletableFuture<Note> call : inFlight) {
            assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo(NOTE);
        }
    }

    @Test
    void offerIsRefusedAndTheTaskNotTouched() throws Exception {
        CountedTask task = new CountedTask(client, TestService.ECHO, done -> {});
        assertThat(client.offer(task)).isFalse();
        service.open();
        everyCallInFlightSucceeds();
        assertThat(task.done).isZero();
    }

    @Test
    void asynchronousCallsWaitInALineThatHasAnEnd() throws Exception {
        for (int i = 0; i < 3; i++) {
            inFlight.add(client.callAsync(TestService.GATED, NOTE));
        }
        CompletableFuture<Note> tooMany = client.callAsync(TestService.GATED, NOTE);
        assertThat(tooMany).isCompletedExceptionally();
        RpcException failure = (RpcException)
                catchThrowableOfType(ExecutionException.class, tooMany::get).getCause();
        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        service.open();
        everyCallInFlightSucceeds();
    }

    @Test
    void whenReadyCompletesWithTheFirstPlace() throws Exception {
        CompletableFuture<Void> ready = client.whenReady();
        assertThat(ready).isNotDone();
        service.open();
        ready.get(10, TimeUnit.SECONDS);
        everyCallInFlightSucceeds();
    }

    @Test
    void blockingCallersAndSendersWaitTheirTurn() throws Exception {
        CountDownLatch done = new CountDownLatch(40);
        for (int i = 0; i < 20; i++) {
            Thread.ofVirtual().start(() -> {
                client.call(TestService.GATED, NOTE);
                done.countDown();
            });
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> client.send(new CountedTask(client, TestService.GATED, task -> done.countDown())));
        }
        Awaitility.await().until(() -> service.calls.get() == WINDOW);
        assertThat(done.getCount()).isEqualTo(40);
        service.open();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(service.calls).hasValue(WINDOW + 40);
    }

    @Test
    void aBlockedCallTimesOutUnsent() {
        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> client.call(TestService.GATED, NOTE, CallOptions.NONE.withTimeout(Duration.ofMillis(300))));
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(service.calls.get()).isLessThanOrEqualTo(WINDOW);
    }

    @Test
    void anInterruptedSenderSendsNothingAndKeepsTheFlag() throws Exception {
        CompletableFuture<RpcException> thrown = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            thrown.complete(catchThrowableOfType(RpcException.class, () -> client.call(TestService.GATED, NOTE)));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING);
        caller.interrupt();
        assertThat(thrown.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(thrown.get().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
        service.open();
        everyCallInFlightSucceeds();
    }

    @Test
    void aCancelledCallLeavesTheLineOrTheTable() throws Exception {
        CompletableFuture<Note> inLine = client.callAsync(TestService.GATED, NOTE);
        assertThat(inLine.cancel(true)).isTrue();
        assertThat(inFlight.removeLast().cancel(true)).isTrue();
        assertThat(inLine).isCancelled();
        inFlight.add(client.callAsync(TestService.GATED, NOTE));
        service.open();
        everyCallInFlightSucceeds();
    }
}
