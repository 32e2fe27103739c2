package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.RecordingServerConnection.Answer;

/** A word that says "it did not run" is sent only where no handler ran. */
final class ServerRefusalsTest {
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicReference<Responder<String>> kept = new AtomicReference<>();
    private final ServerFixture fixture = ServerFixture.inline((request, responder) -> {
        handled.incrementAndGet();
        kept.set(responder);
        responder.detach();
    });
    private final RecordingServerConnection connection = fixture.connect();

    private void expectRefused(String word) {
        assertThat(connection.answers).containsExactly(Answer.error(1, word));
        assertThat(handled).hasValue(0);
        assertThat(connection.closed || connection.finished).isFalse();
        assertThat(fixture.server.stats().refusedRequests()).isEqualTo(1);
        assertThat(fixture.server.stats().inFlight()).isZero();
    }

    @Test
    void formatThatIsNotAcceptedIsRefused() {
        ServerFixture.requestInBatch(connection, 1, 1, "echo", "x");
        expectRefused("rpc_decode");
    }

    @Test
    void unknownActionIsRefused() {
        ServerFixture.requestInBatch(connection, 1, TextTestCodec.FORMAT, "nothing", "x");
        expectRefused("rpc_method_notfound");
    }

    @Test
    void messageThatDoesNotDecodeIsRefused() {
        ServerFixture.request(connection, 1, "undecodable");
        expectRefused("rpc_decode");
    }

    @Test
    void absentMessageIsRefused() {
        ServerFixture.request(connection, 1, "");
        expectRefused("rpc_decode");
    }

    @Test
    void codecThatCrashesHarmsThatRequestAlone() {
        ServerFixture.request(connection, 1, "crash");
        expectRefused("rpc_decode");
        ServerFixture.request(connection, 2, "fine");
        assertThat(handled).hasValue(1);
    }

    @Test
    void missingServiceHasItsOwnWord() {
        ServerFixture services = new ServerFixture(same -> same, new Dispatch() {
            @Override
            public Route<?, ?> route(int number, String name) {
                if (name.equals("crash")) {
                    throw new IllegalStateException("the dispatch crashed");
                }
                return null;
            }

            @Override
            public ErrorCode notFound(String name) {
                return ErrorCode.SERVICE_NOT_FOUND;
            }
        });
        RecordingServerConnection peer = services.connect();
        ServerFixture.requestInBatch(peer, 1, TextTestCodec.FORMAT, "None.at", "x");
        ServerFixture.requestInBatch(peer, 2, TextTestCodec.FORMAT, "crash", "x");
        assertThat(peer.answers)
                .containsExactly(Answer.error(1, "rpc_service_notfound"), Answer.error(2, "rpc_internal_err"));
        assertThat(peer.closed).isFalse();
    }

    @Test
    void closedRuntimeRefusesConcurrentRequests() {
        ServerFixture concurrent = new ServerFixture(
                same -> same,
                Dispatch.byAction()
                        .concurrent(ServerFixture.ECHO, (request, responder) -> handled.incrementAndGet())
                        .build());
        RecordingServerConnection peer = concurrent.connect();
        concurrent.runtime.close();
        ServerFixture.request(peer, 1, "x");
        assertThat(peer.answers).containsExactly(Answer.error(1, "rpc_unreachable"));
        assertThat(concurrent.server.stats().inFlight()).isZero();
        assertThat(handled).hasValue(0);
    }

    @Test
    void pingIsAnsweredAndIsNoRequest() {
        connection.handler.onPing(1);
        assertThat(connection.answers).containsExactly(Answer.ok(1, ""));
        assertThat(fixture.server.stats().requests()).isZero();
    }

    @Test
    void refusedFrameThatEndsTheConnectionWaitsForTheCallsBefore() {
        ServerFixture.request(connection, 1, "x");
        connection.handler.onRefused(2, ErrorCode.INVALID_VERSION, "version 9\r\nfake log line", true);
        assertThat(connection.answers).containsExactly(Answer.error(2, "rpc_invalid_ver"));
        assertThat(connection.finished).isFalse();
        kept.get().ok("done");
        assertThat(connection.finished).isTrue();
        assertThat(connection.answersAtFinish).isEqualTo(2);
    }

    @Test
    void refusedFrameThatEndsTheConnectionWaitsFiveSecondsAtMost() {
        ServerFixture.request(connection, 1, "x");
        connection.handler.onRefused(2, ErrorCode.DECODE, "too long", true);
        fixture.runtime.advance(Duration.ofMillis(4800));
        assertThat(connection.finished).isFalse();
        fixture.runtime.advance(Duration.ofMillis(400));
        assertThat(connection.finished).isTrue();
        assertThat(kept.get().ok("too late")).isFalse();
        assertThat(connection.answers).hasSize(1);
    }

    @Test
    void refusedFrameThatDoesNotEndTheConnectionLeavesItOpen() {
        connection.handler.onRefused(1, ErrorCode.METHOD_NOT_FOUND, "action 0 with a body", false);
        expectRefused("rpc_method_notfound");
    }

    @Test
    void endOfInputFinishesWhenEverythingIsAnswered() {
        ServerFixture.request(connection, 1, "x");
        connection.handler.onInputEnd();
        assertThat(connection.finished).isFalse();
        kept.get().ok("done");
        assertThat(connection.finished).isTrue();
        assertThat(connection.answersAtFinish).isEqualTo(1);
    }

    @Test
    void endOfInputWithNothingInFlightFinishesAtOnce() {
        connection.handler.onInputEnd();
        assertThat(connection.finished).isTrue();
    }

    @Test
    void peersTextIsEscapedForTheLog() {
        assertThat(LogText.escape("a\r\n\u202eb\\")).isEqualTo("a\\u000d\\u000a\\u202eb\\u005c");
        assertThat(LogText.escape("x".repeat(1000))).hasSize(203);
    }
}
