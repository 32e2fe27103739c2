package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.TransportConfig;

/** What a live client concludes from responses that the protocol refuses. */
class ClientRefusalsTest extends SocketTest {
    private static final byte[] NOTHING = {};
    private static final int LIMIT = 1000;
    private static final int[] FIELD_VALUES = {0, 1, LIMIT, LIMIT + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};

    /** A word of the reason that the failed calls must name. */
    private static final Map<String, String> REASONS = Map.of(
            "response-unknown-flag", "flag is 3",
            "response-unknown-seq", "seq 999",
            "response-errno-with-blob", "blob_len of 4",
            "response-text-with-msg", "msg_len of 4",
            "response-text-negative-len", "negative length",
            "response-blob-negative-len", "negative length",
            "response-bad-magic", "magic is 1 ",
            "response-bad-version", "version is 2 ");

    private record Conclusion(ErrorCode code, Outcome outcome) {}

    private static final Map<String, Conclusion> WORDS = Map.of(
            "rpc_unreachable", new Conclusion(ErrorCode.UNREACHABLE, Outcome.REFUSED),
            "rpc_method_notfound", new Conclusion(ErrorCode.METHOD_NOT_FOUND, Outcome.REFUSED),
            "rpc_service_notfound", new Conclusion(ErrorCode.SERVICE_NOT_FOUND, Outcome.REFUSED),
            "rpc_decode", new Conclusion(ErrorCode.DECODE, Outcome.REFUSED),
            "rpc_invalid_ver", new Conclusion(ErrorCode.INVALID_VERSION, Outcome.REFUSED),
            "rpc_encode", new Conclusion(ErrorCode.ENCODE, Outcome.EXECUTED),
            "rpc_internal_err", new Conclusion(ErrorCode.INTERNAL, Outcome.UNKNOWN),
            "rpc_io_err", new Conclusion(ErrorCode.IO, Outcome.UNKNOWN),
            "rpc_timeout", new Conclusion(ErrorCode.TIMEOUT, Outcome.UNKNOWN));

    private RawServer rawServer;
    private ClientStream client;
    private RawPeer peer;

    @BeforeEach
    void listen() throws IOException {
        rawServer = opened(RawServer.listen(stack));
        address = rawServer.address();
    }

    private void connect(UnaryOperator<ClientConfig.Builder> settings) throws IOException {
        client = client(settings);
        peer = opened(rawServer.accept());
    }

    private CompletableFuture<byte[]> call() throws IOException {
        CompletableFuture<byte[]> call = client.callAsync(TestService.RAW, NOTHING);
        peer.hearRequest();
        return call;
    }

    private CompletableFuture<Reply<byte[]>> callWithBlob() throws IOException {
        CompletableFuture<Reply<byte[]>> call = client.callAsync(TestService.RAW, NOTHING, CallOptions.NONE);
        peer.hearRequest();
        return call;
    }

    private static RpcException failure(CompletableFuture<?> call) {
        ExecutionException thrown =
                catchThrowableOfType(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        assertThat(thrown).as("the call must fail").isNotNull();
        return (RpcException) thrown.getCause();
    }

    private void assertClosed(String vector, String reason, CompletableFuture<?>... inFlight) throws Exception {
        for (CompletableFuture<?> call : inFlight) {
            RpcException failure = failure(call);
            assertThat(failure.code()).as(vector).isEqualTo(ErrorCode.IO);
            assertThat(failure.outcome()).as(vector).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).as(vector).hasMessageContaining(reason);
        }
        assertThat(client.whenClosed().get(10, TimeUnit.SECONDS)).as(vector).hasMessageContaining(reason);
        RpcException afterwards = catchThrowableOfType(RpcException.class, () -> client.call(TestService.RAW, NOTHING));
        assertThat(afterwards.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(peer.hearToAnyEnd())
                .as("nothing is written after the violation")
                .isEmpty();
    }

    private void assertFailsAlone(String what, CompletableFuture<?> call) {
        RpcException failure = failure(call);
        assertThat(failure.code()).as(what).isEqualTo(ErrorCode.DECODE);
        assertThat(failure.outcome()).as(what).isEqualTo(Outcome.EXECUTED);
        assertThat(client.isOpen()).as(what).isTrue();
    }

    private void assertLives() throws Exception {
        byte[] answer = {42};
        CompletableFuture<byte[]> call = client.callAsync(TestService.RAW, NOTHING);
        long seq = Frames.littleEndian(peer.hearRequest()).getLong(8);
        peer.say(Frames.ok(seq, answer, NOTHING));
        assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo(answer);
    }

    @Test
    void everyRefusedResponseClosesTheConnectionAndSaysWhy() throws Exception {
        Map<String, byte[]> refused = Vectors.refusedBeginningWith("response-");
        assertThat(refused.keySet()).isEqualTo(REASONS.keySet());
        for (Map.Entry<String, byte[]> vector : refused.entrySet()) {
            connect(UnaryOperator.identity());
            CompletableFuture<byte[]> first = call();
            CompletableFuture<byte[]> second = call();
            peer.say(vector.getValue());
            assertClosed(vector.getKey(), REASONS.get(vector.getKey()), first, second);
        }
    }

    @Test
    void seqZeroWasNeverAssigned() throws Exception {
        connect(UnaryOperator.identity());
        CompletableFuture<byte[]> call = call();
        peer.say(Frames.ok(0));
        assertClosed("seq 0", "seq 0", call);
    }

    @Test
    void everyWordOfTheFrameworkFailsItsCallAlone() throws Exception {
        connect(UnaryOperator.identity());
        for (Map.Entry<String, Conclusion> word : WORDS.entrySet()) {
            CompletableFuture<byte[]> call = client.callAsync(TestService.RAW, NOTHING);
            byte[] vector = Vectors.valid("framework-error-" + word.getKey());
            Frames.littleEndian(vector)
                    .putLong(8, Frames.littleEndian(peer.hearRequest()).getLong(8));
            peer.say(vector);
            RpcException failure = failure(call);
            assertThat(failure.code())
                    .as(word.getKey())
                    .isEqualTo(word.getValue().code());
            assertThat(failure.outcome())
                    .as(word.getKey())
                    .isEqualTo(word.getValue().outcome());
            assertLives();
        }
    }

    @Test
    void answersToCallsThatAreOverAreDropped() throws Exception {
        connect(UnaryOperator.identity());
        CompletableFuture<byte[]> answered = call();
        CompletableFuture<byte[]> cancelled = call();
        peer.say(Frames.ok(1));
        assertThat(answered.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(cancelled.cancel(true)).isTrue();
        peer.say(Frames.ok(1, new byte[100_000], new byte[1 << 20]), Frames.text(2, "late"), Frames.ok(2));
        assertLives();
    }

    @Test
    void anUndecodableAnswerFailsItsCallAlone() throws Exception {
        connect(UnaryOperator.identity());
        CompletableFuture<Note> call = client.callAsync(TestService.ECHO, new Note(1, ""));
        peer.hearRequest();
        peer.say(Frames.ok(1, new byte[] {(byte) 0xdd, -1, -1, -1, -1}, NOTHING));
        assertFailsAlone("an array of 4 billion", call);
        assertLives();
    }

    @Test
    void anEndInsideAResponseIsALoss() throws Exception {
        connect(UnaryOperator.identity());
        CompletableFuture<byte[]> call = call();
        peer.say(Frames.ok(1, new byte[10], NOTHING), 0, 25);
        peer.close();
        assertThat(failure(call)).hasMessageContaining("inside a response");
        assertThat(failure(call).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    private void connectWithLimits() throws IOException {
        connect(c -> c.transportConfig(TransportConfig.builder()
                .maxMessage(LIMIT)
                .maxBlob(LIMIT)
                .maxErrorText(LIMIT)
                .build()));
    }

    /** R5 for a response's fields: message, blob and text of every length. */
    @Test
    void everyLengthOfAResponseIsTakenDiscardedOrRefused() throws Exception {
        for (int value : FIELD_VALUES) {
            for (byte[] header : List.of(
                    Frames.responseHeader(0, 1, value, 0),
                    Frames.responseHeader(0, 1, 0, value),
                    Frames.responseHeader(2, 1, 0, value))) {
                connectWithLimits();
                CompletableFuture<Reply<byte[]>> call = callWithBlob();
                CompletableFuture<byte[]> other = call();
                peer.say(header);
                String what = "flag " + header[3] + ", value " + Integer.toUnsignedString(value);
                if (value < 0) {
                    assertClosed(what, "negative length", call, other);
                } else {
                    boolean whole = value <= LIMIT + 1;
                    peer.say(new byte[whole ? value : 100_000]);
                    if (whole) {
                        peer.say(Frames.ok(2));
                    }
                    assertAnswered(what, value, header[3], call);
                    assertThat(client.isOpen()).as(what).isTrue();
                    if (whole) {
                        assertThat(other.get(10, TimeUnit.SECONDS)).as(what).isEmpty();
                        assertLives();
                    }
                }
                client.close();
                peer.close();
            }
        }
    }

    private void assertAnswered(String what, int value, int flag, CompletableFuture<Reply<byte[]>> call)
            throws Exception {
        if (value > LIMIT) {
            assertFailsAlone(what, call);
        } else if (flag == 2) {
            assertThat(failure(call).code()).as(what).isEqualTo(ErrorCode.TEXT);
        } else {
            Reply<byte[]> reply = call.get(10, TimeUnit.SECONDS);
            int blob = reply.blob() == null ? 0 : reply.blob().remaining();
            assertThat(reply.message().length + blob).as(what).isEqualTo(value);
        }
    }

    @Test
    void everyErrnoIsAValueAndNeverALength() throws Exception {
        connectWithLimits();
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int value : FIELD_VALUES) {
            calls.add(call());
            peer.say(Frames.responseHeader(1, calls.size(), value, 0));
            RpcException failure = failure(calls.getLast());
            assertThat(failure.code()).isEqualTo(ErrorCode.ERRNO);
            assertThat(failure.errno()).isEqualTo(value);
        }
        assertLives();
    }
}
