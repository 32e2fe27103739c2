package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.WireBuffer;

@MethodSource("org.razorrpc.integration.Stack#callers")
class ErrorsTest extends StackFixture {
    private ClientCaller client;

    @BeforeEach
    void connect() throws IOException {
        serve();
        client = caller();
    }

    private <Q> RpcException failure(Action<Q, ?> action, Q request) {
        RpcException failure = catchThrowableOfType(RpcException.class, () -> client.call(action, request));
        assertThat(failure).as("the call must fail").isNotNull();
        assertThat(client.call(TestService.ECHO, new Note(1, "still works"))).isNotNull();
        return failure;
    }

    private RpcException fault(Fault fault) {
        RpcException concurrent = failure(TestService.FAULT, fault);
        RpcException inline = failure(TestService.FAULT_INLINE, fault);
        assertThat(inline.code()).isEqualTo(concurrent.code());
        assertThat(inline.outcome()).isEqualTo(concurrent.outcome());
        return concurrent;
    }

    private static void assertFailure(RpcException failure, ErrorCode code, Outcome outcome) {
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.outcome()).isEqualTo(outcome);
    }

    @Test
    void theUsersErrorsArriveAsTheyWereAnswered() {
        assertThat(fault(Fault.ERRNO).is(Errno.EACCES)).isTrue();
        assertThat(fault(Fault.ERRNO_MAX).errno()).isEqualTo(-1);
        assertThat(fault(Fault.THROW_ERRNO).is(Errno.ENOENT)).isTrue();
        assertFailure(fault(Fault.ERRNO), ErrorCode.ERRNO, Outcome.EXECUTED);
        assertThat(fault(Fault.TEXT)).hasMessage("division by zero");
        assertFailure(fault(Fault.TEXT), ErrorCode.TEXT, Outcome.EXECUTED);
        assertThat(fault(Fault.EMPTY_TEXT)).hasMessage("");
        assertThat(fault(Fault.VALUE).value(Quota.class)).isEqualTo(new Quota("disk", 17));
        assertFailure(fault(Fault.VALUE), ErrorCode.VALUE, Outcome.EXECUTED);
    }

    @Test
    void aHandlersFailureIsInternal() {
        assertFailure(fault(Fault.THROW_UNEXPECTED), ErrorCode.INTERNAL, Outcome.UNKNOWN);
        assertFailure(fault(Fault.FORGET), ErrorCode.INTERNAL, Outcome.UNKNOWN);
    }

    @Test
    void aHandlersTextNeverPassesForAFrameworksWord() {
        assertFailure(fault(Fault.PREFIXED_TEXT), ErrorCode.INTERNAL, Outcome.UNKNOWN);
    }

    @Test
    void aResultThatCannotBeEncodedSaysThatItRan() {
        assertFailure(fault(Fault.UNENCODABLE), ErrorCode.ENCODE, Outcome.EXECUTED);
    }

    @Test
    void onlyTheFirstAnswerCounts() {
        assertThat(client.call(TestService.FAULT, Fault.TWICE).text()).isEqualTo("first");
        assertThat(client.call(TestService.FAULT_INLINE, Fault.TWICE).text()).isEqualTo("first");
        assertThat(client.call(TestService.FAULT, Fault.THROW_AFTER_ANSWER).text())
                .isEqualTo("first");
        assertThat(client.call(TestService.FAULT_INLINE, Fault.THROW_AFTER_ANSWER)
                        .text())
                .isEqualTo("first");
        // The second answers are given after the client has the first ones.
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(server.stats().repeatedAnswers()).isEqualTo(2));
        assertThat(service.secondAnswers).hasValue(0);
    }

    @Test
    void anUnknownActionIsRefused() {
        assertFailure(
                failure(Action.of(99, Note.class, Note.class), new Note(1, "")),
                ErrorCode.METHOD_NOT_FOUND,
                Outcome.REFUSED);
        assertFailure(
                failure(Action.of("Nobody.knows", Note.class, Note.class), new Note(1, "")),
                ErrorCode.METHOD_NOT_FOUND,
                Outcome.REFUSED);
    }

    @Test
    void aMessageOfAnotherTypeIsRefusedBeforeTheHandler() {
        assertFailure(
                failure(Action.of(2, Quota.class, Note.class), new Quota("a", 1)), ErrorCode.DECODE, Outcome.REFUSED);
        assertThat(service.calls).hasValue(0);
    }

    @Test
    void anAnswerOfAnotherTypeSaysThatItRan() {
        assertFailure(
                failure(Action.of(2, Note.class, Quota.class), new Note(1, "")), ErrorCode.DECODE, Outcome.EXECUTED);
    }

    @Test
    void aRequestThatCannotBeEncodedIsNotSent() {
        RpcException tooLarge = failure(TestService.ECHO, new Note(1, "x".repeat(5 << 20)));
        assertFailure(tooLarge, ErrorCode.ENCODE, Outcome.NOT_SENT);
        assertThat(tooLarge).hasMessageContaining(String.valueOf(4 << 20));
    }

    @Test
    void anEncoderThatThrowsFailsItsCallAlone() {
        IllegalStateException bug = new IllegalStateException("a bug of the encoder, on purpose");
        CountedTask task = new CountedTask(client, TestService.ECHO, done -> {}) {
            @Override
            public void encode(WireBuffer out) {
                out.putLong(42);
                throw bug;
            }
        };
        RpcException failure = catchThrowableOfType(RpcException.class, () -> client.send(task));
        assertFailure(failure, ErrorCode.ENCODE, Outcome.NOT_SENT);
        assertThat(failure).hasCause(bug);
        assertThat(task.done).isZero();
        assertThat(client.call(TestService.ECHO, new Note(2, "still works")).number())
                .isEqualTo(2);
    }

    @Test
    void anEncoderThatCallsIsRefusedBeforeItCanWait() {
        CountedTask nested = new CountedTask(client, TestService.ECHO, done -> {}) {
            @Override
            public void encode(WireBuffer out) {
                client.call(TestService.ECHO, new Note(1, "from within"));
            }
        };
        RpcException failure = catchThrowableOfType(RpcException.class, () -> client.send(nested));
        assertThat(failure.getCause()).isInstanceOf(IllegalStateException.class);
        assertThat(client.call(TestService.ECHO, new Note(2, "still works")).number())
                .isEqualTo(2);
    }
}
