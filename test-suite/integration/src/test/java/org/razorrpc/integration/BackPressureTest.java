package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.ServerConfig;

/** A client that does not read, and handlers that do not answer, stop the server's reading, of that connection alone. */
class BackPressureTest extends SocketTest {
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Action<byte[], byte[]> LARGE = Action.raw(20);
    private static final Action<byte[], byte[]> LARGE_INLINE = Action.raw(21);
    private static final Action<byte[], byte[]> HELD = Action.raw(22);
    private static final Action<byte[], byte[]> ECHO = Action.raw(23);
    private static final byte[] NOTHING = {};
    private static final int ANSWER = 64 << 10;
    private static final int REQUESTS = 600;
    /** What the kernel takes for a peer that does not read, at most, and the server's own marks. */
    private static final int MOST_ANSWERS = 250;

    private final AtomicInteger ran = new AtomicInteger();
    private final Queue<Responder<byte[]>> held = new ConcurrentLinkedQueue<>();
    private final byte[] blob = new byte[ANSWER];

    private void serveLarge(UnaryOperator<ServerConfig.Builder> settings) throws IOException {
        serve(
                settings,
                Dispatch.byAction()
                        .concurrent(LARGE, (request, responder) -> answerLarge(responder))
                        .inline(LARGE_INLINE, (request, responder) -> answerLarge(responder))
                        .inline(HELD, (request, responder) -> {
                            responder.detach();
                            held.add(responder);
                            ran.incrementAndGet();
                        })
                        .inline(ECHO, (request, responder) -> responder.ok(request.message()))
                        .build());
    }

    private void answerLarge(Responder<byte[]> responder) {
        ran.incrementAndGet();
        responder.ok(NOTHING, Blob.of(blob));
    }

    private static ServerConfig.Builder smallMarks(ServerConfig.Builder server) {
        return server.highWaterMark(128 << 10)
                .lowWaterMark(64 << 10)
                .hardWaterMark(512 << 10)
                .maxInFlight(32)
                .resumeInFlight(16);
    }

    private void ask(RawPeer peer, Action<?, ?> action, int count) throws IOException {
        byte[][] requests = new byte[count][];
        for (int i = 0; i < count; i++) {
            requests[i] = Frames.request(action.number(), i + 1L, NOTHING);
        }
        peer.say(Frames.join(requests));
    }

    private void awaitStill() {
        AtomicInteger last = new AtomicInteger(-1);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .during(QUIET)
                .until(() -> last.getAndSet(ran.get()) == ran.get());
    }

    private static void assertServed(ClientStream client) {
        for (int i = 0; i < 200; i++) {
            byte[] sent = {(byte) i};
            assertThat(client.call(ECHO, sent)).isEqualTo(sent);
        }
    }

    private void assertReadsOnlyWhatItCanAnswer(Action<byte[], byte[]> action) throws IOException {
        serveLarge(BackPressureTest::smallMarks);
        ClientStream healthy = client();
        RawPeer slow = opened(RawPeer.connect(address));
        ask(slow, action, REQUESTS);
        Awaitility.await().until(() -> ran.get() > 0);
        assertServed(healthy);
        awaitStill();
        assertThat(ran.get()).as("requests run for a client that does not read").isLessThan(MOST_ANSWERS);
        assertServed(healthy);
        for (int i = 0; i < REQUESTS; i++) {
            slow.hear(20 + ANSWER);
        }
        assertThat(ran).hasValue(REQUESTS);
        assertServed(healthy);
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFrom() throws Exception {
        assertReadsOnlyWhatItCanAnswer(LARGE);
    }

    @Test
    void norWhereAnswersAreWrittenByTheReader() throws Exception {
        assertReadsOnlyWhatItCanAnswer(LARGE_INLINE);
    }

    @Test
    void handlersThatDoNotAnswerStopTheReadingUntilEnoughOfThemDo() throws Exception {
        serveLarge(s -> s.maxInFlight(16).resumeInFlight(8));
        ClientStream healthy = client();
        RawPeer peer = opened(RawPeer.connect(address));
        ask(peer, HELD, 100);
        Awaitility.await().until(() -> ran.get() == 16);
        answer(7);
        awaitStill();
        assertThat(ran).as("nine in flight are still too many to go on").hasValue(16);
        assertThat(server.stats().inFlight()).isEqualTo(9);
        assertServed(healthy);
        answer(1);
        Awaitility.await().until(() -> ran.get() == 24);
        awaitStill();
        assertThat(ran).as("sixteen in flight again").hasValue(24);
        while (ran.get() < 100) {
            int before = ran.get();
            answer(held.size());
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> ran.get() > before);
        }
        Awaitility.await().until(() -> {
            answer(held.size());
            return server.stats().inFlight() == 0;
        });
        assertThat(peer.hear(100 * 20)).startsWith(Frames.ok(1));
        assertServed(healthy);
    }

    private void answer(int count) {
        for (int i = 0; i < count; i++) {
            held.remove().ok(NOTHING);
        }
    }
}
