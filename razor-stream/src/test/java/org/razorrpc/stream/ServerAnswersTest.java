package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.RecordingServerConnection.Answer;

/** Every request gets exactly one answer, whatever its handler does. */
final class ServerAnswersTest {
    private final AtomicReference<Responder<String>> kept = new AtomicReference<>();

    private static RecordingServerConnection call(ServerFixture fixture, String message) {
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, message);
        fixture.runtime.runTasks();
        return connection;
    }

    private ServerFixture detaching() {
        return ServerFixture.inline((request, responder) -> {
            responder.detach();
            kept.set(responder);
        });
    }

    private static ServerFixture withErrors(Handler<String, String> handler) {
        Action<String, String> action = ServerFixture.ECHO.withErrors(String.class);
        return new ServerFixture(
                same -> same, Dispatch.byAction().inline(action, handler).build());
    }

    @Test
    void handlerSeesTheRequestAndItsAnswerIsWritten() {
        List<Object> seen = new ArrayList<>();
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            seen.addAll(List.of(request.message(), request.seq(), request.clientId(), request.actionName()));
            seen.add(request.actionNumber());
            assertThat(responder.ok(request.message() + "!")).isTrue();
            assertThat(responder.isAnswered()).isTrue();
        });
        assertThat(call(fixture, "hi").answers).containsExactly(Answer.ok(1, "hi!"));
        assertThat(seen).containsExactly("hi", 1L, 7L, "echo", -1);
        assertThat(fixture.server.stats().requests()).isEqualTo(1);
        assertThat(fixture.server.stats().inFlight()).isZero();
    }

    @Test
    void concurrentHandlerRunsByExecuteAndNotOnTheReader() {
        ServerFixture fixture = new ServerFixture(
                same -> same,
                Dispatch.byAction()
                        .concurrent(ServerFixture.ECHO, (request, responder) -> responder.ok("later"))
                        .build());
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, "x");
        assertThat(connection.answers).isEmpty();
        fixture.runtime.runTasks();
        assertThat(connection.answers).containsExactly(Answer.ok(1, "later"));
        assertThat(connection.flushesNow).as("alone and off the reader").isEqualTo(1);
    }

    @Test
    void handlerThatThrowsIsAnsweredInternalErrorOnce() {
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            throw new IllegalArgumentException("a bug");
        });
        assertThat(call(fixture, "x").answers).containsExactly(Answer.error(1, "rpc_internal_err"));
        assertThat(fixture.server.stats().failedHandlers()).isEqualTo(1);
        assertThat(fixture.server.stats().inFlight()).isZero();
    }

    @Test
    void handlerThatThrowsAnErrorIsAnsweredAndTheConnectionLives() {
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            throw new StackOverflowError();
        });
        RecordingServerConnection connection = call(fixture, "x");
        assertThat(connection.answers).containsExactly(Answer.error(1, "rpc_internal_err"));
        assertThat(connection.closed).isFalse();
    }

    @Test
    void handlerThatForgetsIsAnsweredInternalErrorOnce() {
        ServerFixture fixture = ServerFixture.inline((request, responder) -> kept.set(responder));
        RecordingServerConnection connection = call(fixture, "x");
        assertThat(kept.get().ok("too late")).isFalse();
        assertThat(connection.answers).containsExactly(Answer.error(1, "rpc_internal_err"));
        assertThat(fixture.server.stats().failedHandlers()).isEqualTo(1);
    }

    @Test
    void secondAnswerIsRefusedAndCounted() {
        List<Boolean> accepted = new ArrayList<>();
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            accepted.add(responder.ok("first"));
            accepted.add(responder.errno(5));
            accepted.add(responder.text("third"));
            accepted.add(responder.fail(new RuntimeException("fourth")));
        });
        assertThat(call(fixture, "x").answers).containsExactly(Answer.ok(1, "first"));
        assertThat(accepted).containsExactly(true, false, false, false);
        assertThat(fixture.server.stats().repeatedAnswers()).isEqualTo(3);
    }

    @Test
    void handlerThatThrowsAfterAnsweringChangesNothing() {
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            responder.ok("answered");
            throw new IllegalStateException("afterwards");
        });
        assertThat(call(fixture, "x").answers).containsExactly(Answer.ok(1, "answered"));
        assertThat(fixture.server.stats().inFlight()).isZero();
    }

    @Test
    void detachedRequestIsAnsweredLater() {
        RecordingServerConnection connection = call(detaching(), "x");
        assertThat(connection.answers).isEmpty();
        assertThat(kept.get().ok("late")).isTrue();
        assertThat(connection.answers).containsExactly(Answer.ok(1, "late"));
        DetachedCalls left = ((ServerLink) connection.handler).detached();
        assertThat(left.pollDetachedBefore(Long.MAX_VALUE / 2))
                .as("nothing answered is kept")
                .isNull();
    }

    @Test
    void detachedRequestWithoutAnswerIsAnsweredAfterTheAnswerTimeout() {
        ServerFixture fixture = detaching();
        RecordingServerConnection connection = call(fixture, "x");
        fixture.runtime.advance(Duration.ofSeconds(59));
        assertThat(connection.answers).isEmpty();
        fixture.runtime.advance(Duration.ofMillis(1200));
        assertThat(connection.answers).containsExactly(Answer.error(1, "rpc_internal_err"));
        assertThat(kept.get().ok("too late")).isFalse();
        assertThat(connection.answers).hasSize(1);
        assertThat(fixture.server.stats().failedHandlers()).isEqualTo(1);
        assertThat(fixture.server.stats().inFlight()).isZero();
    }

    @Test
    void detachingAgainDoesNotProlongTheAnswerTimeout() {
        ServerFixture fixture = detaching();
        RecordingServerConnection connection = call(fixture, "x");
        fixture.runtime.advance(Duration.ofSeconds(50));
        kept.get().detach();
        fixture.runtime.advance(Duration.ofMillis(10_200));
        assertThat(connection.answers).containsExactly(Answer.error(1, "rpc_internal_err"));
    }

    @Test
    void detachedRequestsTimeOutEachAtItsOwnTimeAndAnsweredOnesNever() {
        List<Responder<String>> responders = new ArrayList<>();
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            responder.detach();
            responders.add(responder);
        });
        RecordingServerConnection connection = fixture.connect();
        for (int seq = 1; seq <= 3; seq++) {
            ServerFixture.request(connection, seq, "x");
            fixture.runtime.advance(Duration.ofSeconds(10));
        }
        responders.get(1).ok("in time");
        fixture.runtime.advance(Duration.ofSeconds(31));
        assertThat(connection.answers).containsExactly(Answer.ok(2, "in time"), Answer.error(1, "rpc_internal_err"));
        fixture.runtime.advance(Duration.ofSeconds(20));
        assertThat(connection.answers).hasSize(3).contains(Answer.error(3, "rpc_internal_err"));
    }

    @Test
    void resultThatCannotBeEncodedIsAnsweredEncodeError() {
        AtomicInteger released = new AtomicInteger();
        for (String result : List.of("unencodable", "crash")) {
            ServerFixture fixture = ServerFixture.inline((request, responder) -> assertThat(
                            responder.ok(result, Blob.of(new byte[3]), released::incrementAndGet))
                    .isTrue());
            RecordingServerConnection connection = call(fixture, "x");
            assertThat(connection.answers).containsExactly(Answer.error(1, "rpc_encode"));
            assertThat(connection.closed).isFalse();
            assertThat(fixture.server.stats().inFlight()).isZero();
        }
        assertThat(released).as("an accepted blob is given back once").hasValue(2);
    }

    @Test
    void resultOverTheLimitIsAnsweredEncodeError() {
        ServerFixture fixture = new ServerFixture(
                builder -> builder.transportConfig(MemTransportTest.limits(10, 10, 64)),
                Dispatch.byAction()
                        .inline(ServerFixture.ECHO, (request, responder) -> responder.ok("x".repeat(11)))
                        .build());
        assertThat(call(fixture, "x").answers).containsExactly(Answer.error(1, "rpc_encode"));
    }

    @Test
    void errnoKeepsAllBits() {
        ServerFixture fixture = ServerFixture.inline((request, responder) -> responder.errno(-1));
        assertThat(call(fixture, "x").answers).containsExactly(Answer.errno(1, -1));
    }

    @Test
    void thrownUserErrorsAreTheAnswer() {
        ServerFixture fixture = withErrors((request, responder) -> {
            switch (request.message()) {
                case "errno" -> throw RpcException.errno(0);
                case "text" -> throw RpcException.text("no");
                default -> throw RpcException.value("a value");
            }
        });
        assertThat(call(fixture, "errno").answers).containsExactly(Answer.errno(1, 0));
        assertThat(call(fixture, "text").answers).containsExactly(Answer.error(1, "no"));
        assertThat(call(fixture, "value").answers).containsExactly(Answer.error(1, "a value"));
        assertThat(fixture.server.stats().failedHandlers()).isZero();
    }

    @Test
    void frameworkFailureThrownByHandlerIsNotForwarded() {
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            throw new RpcException(ErrorCode.UNREACHABLE, Outcome.REFUSED, "of another server");
        });
        assertThat(call(fixture, "x").answers).containsExactly(Answer.error(1, "rpc_internal_err"));
    }

    @Test
    void reservedTextNeverReachesTheWire() {
        ServerFixture supplied = ServerFixture.inline((request, responder) -> {
            assertThatThrownBy(() -> responder.text("rpc_timeout")).isInstanceOf(IllegalArgumentException.class);
            responder.text("still mine to answer");
        });
        assertThat(call(supplied, "x").answers).containsExactly(Answer.error(1, "still mine to answer"));
        ServerFixture thrown = ServerFixture.inline((request, responder) -> {
            throw RpcException.text("rpc_unreachable");
        });
        assertThat(call(thrown, "x").answers).containsExactly(Answer.error(1, "rpc_internal_err"));
        ServerFixture encoded = withErrors((request, responder) -> responder.value("rpc_decode"));
        assertThat(call(encoded, "x").answers).containsExactly(Answer.error(1, "rpc_internal_err"));
    }

    @Test
    void errorValueWithoutErrorTypeIsRefusedToTheHandler() {
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            assertThatThrownBy(() -> responder.value("v")).isInstanceOf(IllegalStateException.class);
            responder.ok("fine");
        });
        assertThat(call(fixture, "x").answers).containsExactly(Answer.ok(1, "fine"));
    }

    @Test
    void longErrorTextIsCutAtACodePoint() {
        ServerFixture fixture = new ServerFixture(
                builder -> builder.transportConfig(MemTransportTest.limits(100, 100, 20)),
                Dispatch.byAction()
                        .inline(ServerFixture.ECHO, (request, responder) -> responder.text("x" + "\u20ac".repeat(9)))
                        .build());
        assertThat(call(fixture, "x").answers).containsExactly(Answer.error(1, "x" + "\u20ac".repeat(6)));
    }

    @Test
    void errorValueOverTheLimitIsAnsweredEncodeError() {
        ServerFixture fixture = new ServerFixture(
                builder -> builder.transportConfig(MemTransportTest.limits(100, 100, 20)),
                Dispatch.byAction()
                        .inline(
                                ServerFixture.ECHO.withErrors(String.class),
                                (request, responder) -> responder.value("v".repeat(21)))
                        .build());
        assertThat(call(fixture, "x").answers).containsExactly(Answer.error(1, "rpc_encode"));
    }

    @Test
    void answerFromWithinACodecIsRefusedAndTheRequestCanStillBeAnswered() {
        ServerFixture fixture = detaching();
        RecordingServerConnection connection = call(fixture, "x");
        Responder<String> first = kept.get();
        ServerFixture.request(connection, 2, "y");
        Responder<String> second = kept.get();
        fixture.codec.callback = () -> first.ok("nested");
        assertThat(second.ok("callback")).isTrue();
        assertThat(connection.answers).containsExactly(Answer.error(2, "rpc_encode"));
        assertThat(first.isAnswered()).isFalse();
        assertThat(first.ok("afterwards")).isTrue();
        assertThat(connection.answers).hasSize(2).contains(Answer.ok(1, "afterwards"));
        assertThat(fixture.server.stats().inFlight()).isZero();
    }

    @Test
    void blobOfALostAnswerStaysTheHandlers() {
        AtomicInteger released = new AtomicInteger();
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            responder.ok("first");
            assertThat(responder.ok("second", Blob.of(new byte[3]), released::incrementAndGet))
                    .isFalse();
        });
        call(fixture, "x");
        assertThat(released).hasValue(0);
    }

    @Test
    void answerOnALostConnectionReturnsFalseAndKeepsTheBlob() {
        AtomicInteger released = new AtomicInteger();
        ServerFixture fixture = detaching();
        RecordingServerConnection connection = call(fixture, "x");
        connection.close(null);
        assertThat(kept.get().ok("late", Blob.of(new byte[3]), released::incrementAndGet))
                .isFalse();
        assertThat(released).hasValue(0);
        assertThat(connection.answers).isEmpty();
        assertThat(fixture.server.stats().inFlight()).isZero();
    }

    @Test
    void interceptorsRunInOrderAroundTheHandler() {
        List<String> order = new ArrayList<>();
        ServerFixture fixture = new ServerFixture(
                builder -> builder.interceptors(new Named("outer", order), new Named("inner", order)),
                Dispatch.byAction()
                        .inline(ServerFixture.ECHO, (request, responder) -> {
                            order.add("handler");
                            responder.ok("done");
                        })
                        .build());
        RecordingServerConnection connection = call(fixture, "x");
        ServerFixture.request(connection, 2, "y");
        assertThat(order).containsExactly("outer", "inner", "handler", "outer", "inner", "handler");
        assertThat(connection.answers).hasSize(2);
    }

    private record Named(String name, List<String> order) implements ServerInterceptor {
        @Override
        public <Q, R> void handle(Request<Q> request, Responder<R> responder, Handler<Q, R> next) throws Exception {
            order.add(name);
            next.handle(request, responder);
        }
    }

    @Test
    void aReleasedBlobGoesBackOnceAndIsNotSeenAgain() {
        List<ByteBuffer> seen = new ArrayList<>();
        ServerFixture fixture = ServerFixture.inline((request, responder) -> {
            seen.add(request.blob());
            request.releaseBlob();
            request.releaseBlob();
            assertThat(request.blob()).isNull();
            assertThat(request.blobOrEmpty().remaining()).isZero();
            responder.ok("done");
        });
        RecordingServerConnection connection = fixture.connect();
        ByteBuffer blob = ByteBuffer.allocate(3);
        connection.handler.onRequest(1, TextTestCodec.FORMAT, 7, -1, "echo", new byte[] {'x'}, 0, 1, blob);
        ServerFixture.request(connection, 2, "without a blob");
        assertThat(seen).containsExactly(blob, null);
        assertThat(connection.reused).containsExactly(blob);
    }
}
