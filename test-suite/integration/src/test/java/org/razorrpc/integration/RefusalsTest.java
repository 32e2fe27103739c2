package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.ShutdownReport;

/** What a live server does with frames that the protocol refuses: docs/protocol.md, "Frames that are refused". */
class RefusalsTest extends SocketTest {
    private static final byte[] NIL = {(byte) 0xc0};
    private static final byte[] NOTHING = {};
    private static final Action<String, String> REPEAT = Action.of("EchoService.repeat", String.class, String.class);

    private final VectorService vectors = new VectorService();
    private ClientStream healthy;

    /** What a refused request leads to. */
    private record Refusal(byte[] answer, boolean closes) {
        static Refusal closedWithoutAWord() {
            return new Refusal(NOTHING, true);
        }

        static Refusal answered(String word, boolean closes) {
            return new Refusal(Frames.text(1, word), closes);
        }
    }

    private static final Map<String, Refusal> REFUSALS = Map.ofEntries(
            Map.entry("request-bad-magic", Refusal.closedWithoutAWord()),
            Map.entry("request-bad-version", Refusal.answered("rpc_invalid_ver", true)),
            Map.entry("request-action-len-2g", Refusal.answered("rpc_decode", true)),
            Map.entry("request-action-len-0", Refusal.answered("rpc_decode", true)),
            Map.entry("request-msg-len-4g", Refusal.answered("rpc_decode", true)),
            Map.entry("request-blob-len-negative", Refusal.answered("rpc_decode", true)),
            Map.entry("request-bad-utf8-action", Refusal.answered("rpc_decode", false)),
            Map.entry("request-truncated-header", Refusal.closedWithoutAWord()),
            Map.entry("request-seq-0", Refusal.closedWithoutAWord()),
            Map.entry("request-ping-with-body", Refusal.answered("rpc_method_notfound", false)),
            Map.entry("request-unknown-format", Refusal.answered("rpc_decode", false)));

    @BeforeEach
    void serveVectors() throws IOException {
        serve(UnaryOperator.identity(), vectors.dispatch());
        healthy = client();
    }

    private RawPeer peer() throws IOException {
        return opened(RawPeer.connect(address));
    }

    private void othersAreUnharmed() {
        assertThat(healthy.call(REPEAT, "unharmed")).isEqualTo("unharmed");
    }

    private void onlyTheHealthyConnectionIsLeft() {
        Awaitility.await().until(() -> server.stats().connections() == 1);
        othersAreUnharmed();
    }

    private static void assertLives(RawPeer peer, long seq) throws IOException {
        assertThat(peer.say(Frames.ping(seq)).hear(20)).isEqualTo(Frames.ok(seq));
    }

    @Test
    void validRequestsAreAnsweredByteForByte() throws IOException {
        RawPeer peer = peer();
        Map<String, byte[]> answers = Map.of(
                "open-request", Vectors.valid("open-response"),
                "write-request", Vectors.valid("write-response"),
                "read-request", Vectors.valid("read-response"),
                "call-request", Vectors.valid("call-response"),
                "call-unit-request", Frames.ok(9, NIL, NOTHING),
                "call-string-request",
                        Frames.ok(10, new byte[] {(byte) 0xa6, 'h', (byte) 0xc3, (byte) 0xa9, 'l', 'l', 'o'}, NOTHING),
                "create-request", Frames.ok(11, NIL, NOTHING),
                // Its message is nil, which is no record.
                "seq-max-request", Frames.text(-1, "rpc_decode"));
        peer.say(Vectors.valid("ping-request"));
        assertThat(peer.hear(20)).isEqualTo(Vectors.valid("ping-response"));
        for (String name : Vectors.validRequests()) {
            if (!name.equals("ping-request")) {
                byte[] answer = answers.get(name);
                assertThat(answer).as("the answer to " + name).isNotNull();
                assertThat(peer.say(Vectors.valid(name)).hear(answer.length))
                        .as(name)
                        .isEqualTo(answer);
            }
        }
    }

    @Test
    void everyRefusedRequestLeadsToWhatTheProtocolSays() throws IOException {
        Map<String, byte[]> refused = Vectors.refusedBeginningWith("request-");
        assertThat(refused.keySet()).isEqualTo(REFUSALS.keySet());
        for (Map.Entry<String, byte[]> vector : refused.entrySet()) {
            Refusal refusal = REFUSALS.get(vector.getKey());
            RawPeer peer = peer();
            peer.say(vector.getValue());
            if (vector.getKey().contains("truncated")) {
                peer.endOutput();
            }
            if (refusal.closes()) {
                assertThat(peer.hearToAnyEnd()).as(vector.getKey()).isEqualTo(refusal.answer());
            } else {
                assertThat(peer.hear(refusal.answer().length))
                        .as(vector.getKey())
                        .isEqualTo(refusal.answer());
                assertLives(peer, 2);
            }
            peer.close();
            othersAreUnharmed();
        }
        long answered =
                REFUSALS.values().stream().filter(r -> r.answer().length > 0).count();
        assertThat(server.stats().refusedRequests()).isEqualTo(answered);
        onlyTheHealthyConnectionIsLeft();
    }

    @Test
    void everyMessageThatDoesNotDecodeIsRefusedAlone() throws IOException {
        RawPeer peer = peer();
        long seq = 0;
        Map<String, byte[]> messages = Vectors.refusedBeginningWith("msgpack-");
        for (Map.Entry<String, byte[]> message : messages.entrySet()) {
            int action = message.getKey().equals("msgpack-u64-into-long") ? 2 : 1;
            byte[] word = Frames.text(++seq, "rpc_decode");
            peer.say(Frames.request(action, seq, message.getValue()));
            assertThat(peer.hear(word.length)).as(message.getKey()).isEqualTo(word);
        }
        assertThat(server.stats().refusedRequests()).isEqualTo(messages.size()).isPositive();
        assertLives(peer, ++seq);
        othersAreUnharmed();
    }

    @Test
    void bytesThatFollowARefusedFrameDoNotDestroyTheAnswer() throws IOException {
        for (Map.Entry<String, Refusal> refusal : REFUSALS.entrySet()) {
            if (refusal.getValue().closes() && refusal.getValue().answer().length > 0) {
                RawPeer peer = peer().say(Vectors.refused(refusal.getKey()), new byte[600_000]);
                assertThat(peer.hearToEnd())
                        .as(refusal.getKey())
                        .isEqualTo(refusal.getValue().answer());
                peer.close();
            }
        }
        onlyTheHealthyConnectionIsLeft();
    }

    @Test
    void whoGoesOnSendingAfterARefusalIsCutOff() throws Exception {
        RawPeer peer = peer().say(Vectors.refused("request-msg-len-4g"));
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    peer.say(new byte[64 << 10]);
                }
            } catch (IOException cutOff) {
                stopped.complete(null);
            }
        });
        stopped.get(10, TimeUnit.SECONDS);
        onlyTheHealthyConnectionIsLeft();
    }

    @Test
    void whoKeepsQuietAfterARefusalIsClosed() throws IOException {
        RawPeer peer = peer().say(Vectors.refused("request-msg-len-4g"));
        onlyTheHealthyConnectionIsLeft();
        assertThat(peer.hearToEnd()).isEqualTo(Frames.text(1, "rpc_decode"));
    }

    @Test
    void callsAcceptedBeforeTheRefusedFrameAreAnswered() throws Exception {
        byte[] otherVersion = Frames.request(1, 2, NIL);
        otherVersion[2] = 2;
        RawPeer peer = peer().say(Frames.request(VectorService.HELD, 1, NIL), otherVersion, Frames.ping(3));
        byte[] word = Frames.text(2, "rpc_invalid_ver");
        assertThat(peer.hear(word.length)).isEqualTo(word);
        vectors.held.poll(10, TimeUnit.SECONDS).ok(null);
        assertThat(peer.hearToEnd()).isEqualTo(Frames.ok(1, NIL, NOTHING));
        peer.close();
        onlyTheHealthyConnectionIsLeft();
    }

    @Test
    void aSeqThatDoesNotGrowClosesTheConnection() throws IOException {
        for (long[] seqs : new long[][] {{5, 5}, {5, 4}, {1, 0}, {Long.MIN_VALUE, Long.MAX_VALUE}, {-1, -1}}) {
            RawPeer peer = peer();
            assertLives(peer, seqs[0]);
            assertThat(peer.say(Frames.ping(seqs[1])).hearToAnyEnd()).isEmpty();
        }
        RawPeer growing = peer();
        assertLives(growing, Long.MAX_VALUE);
        assertLives(growing, Long.MIN_VALUE);
        assertLives(growing, -1);
        growing.close();
        onlyTheHealthyConnectionIsLeft();
    }

    @Test
    void aClientThatEndsItsSideGetsItsAnswersFirst() throws Exception {
        RawPeer peer = peer().say(Frames.request(VectorService.HELD, 1, NIL));
        peer.endOutput();
        vectors.held.poll(10, TimeUnit.SECONDS).ok(null);
        assertThat(peer.hearToEnd()).isEqualTo(Frames.ok(1, NIL, NOTHING));
        onlyTheHealthyConnectionIsLeft();
    }

    @Test
    void aDrainingServerRefusesRequestsAndPingsAndReadsOn() throws Exception {
        RawPeer peer = peer();
        assertLives(peer, 1);
        peer.say(Frames.request(VectorService.HELD, 2, NIL));
        Awaitility.await().until(() -> vectors.held.size() == 1);
        CompletableFuture<ShutdownReport> report =
                CompletableFuture.supplyAsync(() -> server.shutdown(Duration.ofSeconds(20)));
        Awaitility.await().until(this::isDraining);
        for (byte[] request : new byte[][] {Frames.request(4, 3, NIL), Frames.ping(4), Frames.request(99, 5, NIL)}) {
            byte[] word = Frames.text(Frames.littleEndian(request).getLong(8), "rpc_unreachable");
            assertThat(peer.say(request).hear(word.length)).isEqualTo(word);
        }
        vectors.held.poll().ok(null);
        assertThat(peer.hear(21)).isEqualTo(Frames.ok(2, NIL, NOTHING));
        healthy.close();
        peer.endOutput();
        assertThat(peer.hearToEnd()).isEmpty();
        assertThat(report.get(20, TimeUnit.SECONDS).clean()).isTrue();
        assertThatThrownBy(this::peer).isInstanceOf(IOException.class);
    }

    private boolean isDraining() {
        try {
            healthy.call(REPEAT, "");
            return false;
        } catch (RpcException refused) {
            return true;
        }
    }
}
