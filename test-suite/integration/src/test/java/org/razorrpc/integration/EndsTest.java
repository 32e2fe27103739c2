package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.ShutdownReport;

/** How calls and connections end that do not end with an answer. */
class EndsTest extends StackTest {
    private static final Note NOTE = new Note(1, "");

    private static RpcException failure(CompletableFuture<?> call) {
        ExecutionException thrown =
                catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        assertThat(thrown).as("the call must fail").isNotNull();
        return (RpcException) thrown.getCause();
    }

    @Test
    void aCallThatIsNeverAnsweredTimesOutAndItsConnectionLivesOn() throws Exception {
        serve();
        ClientStream client = client();
        long began = System.nanoTime();
        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> client.call(
                        TestService.FAULT, Fault.NEVER, CallOptions.NONE.withTimeout(Duration.ofMillis(300))));
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(300_000_000L);
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(client.call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
    }

    @Test
    void anAnswerAfterTheTimeoutIsDroppedAndTheNextCallGetsItsOwn() throws Exception {
        serve();
        ClientStream client = client();
        CompletableFuture<?> late = client.callAsync(
                TestService.GATED, new Note(7, "late"), CallOptions.NONE.withTimeout(Duration.ofMillis(200)));
        assertThat(failure(late).code()).isEqualTo(ErrorCode.TIMEOUT);
        service.open();
        for (int i = 0; i < 100; i++) {
            assertThat(client.call(TestService.GATED, new Note(i, "")).number()).isEqualTo(i);
        }
    }

    @Test
    void theServersAnswerTimeoutEndsWhatIsNeverAnswered() throws Exception {
        serve(s -> s.answerTimeout(Duration.ofMillis(200)));
        assertThat(failure(client().callAsync(TestService.FAULT, Fault.NEVER)).code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void closeFailsCallsInFlightOnceAndAtOnce() throws Exception {
        serve();
        ClientStream client = client(c -> c.window(4));
        List<CompletableFuture<Note>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(client.callAsync(TestService.GATED, NOTE));
        }
        Awaitility.await().until(() -> service.calls.get() == 4);
        client.close();
        for (int i = 0; i < 8; i++) {
            assertThat(failure(calls.get(i)).outcome()).isEqualTo(i < 4 ? Outcome.UNKNOWN : Outcome.NOT_SENT);
        }
        RpcException afterwards = catchThrowableOfType(RpcException.class, () -> client.call(TestService.ECHO, NOTE));
        assertThat(afterwards.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(afterwards.outcome()).isEqualTo(Outcome.NOT_SENT);
        client.close();
        assertThat(client.whenClosed().get(10, TimeUnit.SECONDS)).isNull();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aServerThatClosesFailsItsClientsCalls() throws Exception {
        serve();
        ClientStream client = client();
        CompletableFuture<Note> call = client.callAsync(TestService.GATED, NOTE);
        Awaitility.await().until(() -> service.calls.get() == 1);
        server.close();
        RpcException failure = failure(call);
        assertThat(failure.code()).isEqualTo(ErrorCode.IO);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(client.whenClosed().get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aClientsShutdownFinishesWhatItHas() throws Exception {
        serve();
        ClientStream client = client();
        List<CompletableFuture<Note>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(client.callAsync(TestService.ECHO, NOTE));
        }
        ShutdownReport report = client.shutdown(Duration.ofSeconds(20));
        assertThat(report.clean()).isTrue();
        for (CompletableFuture<Note> call : calls) {
            assertThat(call.get(1, TimeUnit.SECONDS)).isEqualTo(NOTE);
        }
    }

    @Test
    void aClientsShutdownIsBounded() throws Exception {
        serve();
        ClientStream client = client();
        CompletableFuture<Note> call = client.callAsync(TestService.GATED, NOTE);
        Awaitility.await().until(() -> service.calls.get() == 1);
        ShutdownReport report = client.shutdown(Duration.ofMillis(200));
        assertThat(report.aborted()).isOne();
        assertThat(failure(call).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aServersShutdownAnswersWhatItHasAndRefusesTheRest() throws Exception {
        serve();
        ClientStream client = client();
        CompletableFuture<Note> call = client.callAsync(TestService.GATED, NOTE);
        Awaitility.await().until(() -> service.calls.get() == 1);
        CompletableFuture<ShutdownReport> report =
                CompletableFuture.supplyAsync(() -> server.shutdown(Duration.ofSeconds(20)));
        Awaitility.await().untilAsserted(() -> {
            RpcException refused = catchThrowableOfType(RpcException.class, () -> client.call(TestService.ECHO, NOTE));
            assertThat(refused).isNotNull();
            assertThat(refused.code()).isEqualTo(ErrorCode.UNREACHABLE);
            assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
        });
        assertThatThrownBy(this::client).isInstanceOf(RpcException.class);
        service.open();
        assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo(NOTE);
        client.close();
        assertThat(report.get(20, TimeUnit.SECONDS).clean()).isTrue();
    }

    @Test
    void connectingToNobodyFailsAndNamesTheAddress() throws Exception {
        serve();
        server.close();
        RpcException failure = catchThrowableOfType(RpcException.class, this::client);
        assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure).hasMessageContaining(address);
    }

    @Test
    void waitingInACallbackIsRefusedAtOnce() throws Exception {
        serve();
        ClientStream client = client();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        client.send(new CountedTask(client, TestService.ECHO, done -> {
            try {
                client.call(TestService.ECHO, NOTE);
                thrown.complete(null);
            } catch (Throwable refusal) {
                thrown.complete(refusal);
            }
        }));
        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        assertThat(client.call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
    }

    @Test
    void aCallbackThatThrowsHarmsNobody() throws Exception {
        serve();
        ClientStream client = client();
        client.send(new CountedTask(client, TestService.ECHO, done -> {
            throw new IllegalStateException("a bug of the callback, on purpose");
        }));
        assertThat(client.call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
    }
}
