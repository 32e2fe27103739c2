package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server stops reading what it cannot answer, and goes on when it can. */
final class ServerBackPressureTest {
    private final List<Responder<String>> responders = new ArrayList<>();
    private final ServerFixture fixture = new ServerFixture(
            builder -> builder.maxInFlight(4)
                    .resumeInFlight(2)
                    .lowWaterMark(50)
                    .highWaterMark(100)
                    .hardWaterMark(1000)
                    .minDrainRate(10),
            Dispatch.byAction()
                    .inline(ServerFixture.ECHO, (request, responder) -> {
                        responder.detach();
                        responders.add(responder);
                    })
                    .build());
    private final RecordingServerConnection connection = fixture.connect();

    private void request(int from, int to) {
        for (int seq = from; seq <= to; seq++) {
            ServerFixture.request(connection, seq, "x");
        }
    }

    private void answer(int index) {
        assertThat(responders.get(index).ok("y")).isTrue();
    }

    @Test
    void readingPausesAtTheLimitOfCallsAndGoesOnAtTheLowerOne() {
        request(1, 3);
        assertThat(connection.paused).isFalse();
        request(4, 4);
        assertThat(connection.paused).isTrue();
        answer(0);
        connection.handler.onWritten();
        assertThat(connection.paused)
                .as("three calls are above the lower limit")
                .isTrue();
        answer(1);
        assertThat(connection.paused).isFalse();
    }

    @Test
    void readingPausesAtTheHighMarkAndGoesOnBelowTheLowOne() {
        request(1, 2);
        connection.unwritten = 100;
        answer(0);
        assertThat(connection.paused).isTrue();
        connection.unwritten = 50;
        connection.handler.onWritten();
        assertThat(connection.paused).isTrue();
        connection.unwritten = 49;
        connection.handler.onWritten();
        assertThat(connection.paused).isFalse();
    }

    @Test
    void oneReasonThatEndsDoesNotUndoTheOther() {
        request(1, 4);
        connection.unwritten = 100;
        answer(0);
        answer(1);
        assertThat(connection.paused).as("calls are few, bytes are many").isTrue();
        request(5, 6);
        connection.unwritten = 0;
        connection.handler.onWritten();
        assertThat(connection.paused).as("bytes are few, calls are many").isTrue();
        answer(2);
        answer(3);
        assertThat(connection.paused).isFalse();
    }

    @Test
    void pingsAndRefusalsToASlowReaderPauseReadingToo() {
        connection.unwritten = 100;
        connection.handler.onPing(1);
        assertThat(connection.paused).isTrue();
    }

    @Test
    @Timeout(20)
    void responderAboveTheHardMarkWaitsUntilBytesAreWritten() throws Exception {
        request(1, 1);
        connection.unwritten = 1000;
        Thread thread = Thread.ofPlatform().start(() -> answer(0));
        awaitWaiting(thread);
        assertThat(connection.answers).as("the answer itself is not held back").hasSize(1);
        connection.unwritten = 999;
        connection.handler.onWritten();
        thread.join();
    }

    @Test
    @Timeout(20)
    void closeWakesAWaitingResponder() throws Exception {
        request(1, 1);
        connection.unwritten = 1000;
        Thread thread = Thread.ofPlatform().start(() -> answer(0));
        awaitWaiting(thread);
        connection.close(null);
        thread.join();
    }

    @Test
    @Timeout(20)
    void interruptEndsTheWaitOfAResponder() throws Exception {
        request(1, 1);
        connection.unwritten = 1000;
        Thread thread = Thread.ofPlatform().start(() -> answer(0));
        awaitWaiting(thread);
        thread.interrupt();
        thread.join();
        assertThat(connection.answers).hasSize(1);
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(20)
    void responderThatMayNotBlockIsTakenAndReadingStaysPaused() {
        request(1, 1);
        connection.unwritten = 5000;
        fixture.runtime.mayBlock = false;
        answer(0);
        assertThat(connection.answers).hasSize(1);
        assertThat(connection.paused).isTrue();
    }

    @Test
    @Timeout(20)
    void handlerOnTheReaderNeverWaits() {
        ServerFixture inline = ServerFixture.inline((request, responder) -> responder.ok("y"));
        RecordingServerConnection peer = inline.connect();
        peer.unwritten = Integer.MAX_VALUE;
        ServerFixture.request(peer, 1, "x");
        assertThat(peer.answers).hasSize(1);
        assertThat(peer.paused).isTrue();
    }

    @Test
    void slowReaderIsCutOff() {
        request(1, 1);
        connection.unwritten = 100;
        for (int second = 0; second < 9; second++) {
            connection.written += 9;
            fixture.runtime.advance(Duration.ofSeconds(1));
        }
        assertThat(connection.closed).isFalse();
        fixture.runtime.advance(Duration.ofMillis(1300));
        assertThat(connection.closed).isTrue();
        assertThat(connection.closeCause).hasMessageContaining("too slowly");
    }

    @Test
    void readerThatTakesEnoughOrFallsBelowTheMarkIsNotCutOff() {
        request(1, 1);
        connection.unwritten = 100;
        for (int second = 0; second < 30; second++) {
            connection.written += 11;
            fixture.runtime.advance(Duration.ofSeconds(1));
        }
        for (int second = 0; second < 24; second++) {
            connection.unwritten = second % 8 == 0 ? 49 : 100;
            fixture.runtime.advance(Duration.ofSeconds(1));
        }
        assertThat(connection.closed).isFalse();
    }

    @Test
    void readerThatHoversBetweenTheMarksIsCutOff() {
        request(1, 1);
        connection.unwritten = 100;
        fixture.runtime.advance(Duration.ofSeconds(1));
        connection.unwritten = 60;
        fixture.runtime.advance(Duration.ofSeconds(8));
        assertThat(connection.closed).isFalse();
        fixture.runtime.advance(Duration.ofSeconds(3));
        assertThat(connection.closed).isTrue();
    }

    /** Requests come on one thread and answers on another: no pause may be lost, no resume either. */
    @Test
    @Timeout(120)
    void pauseAndResumeFromTwoThreadsNeverLeaveReadingStuck() throws Exception {
        for (int round = 0; round < 500; round++) {
            AtomicInteger inFlight = new AtomicInteger();
            ServerConfig config =
                    ServerConfig.builder().maxInFlight(4).resumeInFlight(2).build();
            RecordingServerConnection peer = new RecordingServerConnection(config.transportConfig(), null);
            ReadGate gate = new ReadGate(peer, inFlight, config);
            CountDownLatch start = new CountDownLatch(1);
            Thread answering = Thread.ofPlatform().start(() -> {
                start.countDown();
                for (int answered = 0; answered < 64; ) {
                    if (inFlight.get() > 0) {
                        inFlight.decrementAndGet();
                        gate.answerAdded();
                        answered++;
                    } else {
                        Thread.yield();
                    }
                }
            });
            assertThat(start.await(10, TimeUnit.SECONDS)).isTrue();
            for (int requests = 0; requests < 64; ) {
                if (!peer.paused) {
                    inFlight.incrementAndGet();
                    gate.requestAdded();
                    requests++;
                } else {
                    Thread.yield();
                }
            }
            assertThat(answering.join(Duration.ofSeconds(20)))
                    .as("round %d", round)
                    .isTrue();
            assertThat(peer.paused).as("round %d", round).isFalse();
        }
    }
}
