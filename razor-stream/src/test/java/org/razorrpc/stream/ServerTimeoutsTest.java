package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The sweep: one timer, honest clocks. */
final class ServerTimeoutsTest {
    private final AtomicReference<Responder<String>> kept = new AtomicReference<>();
    private final Handler<String, String> detaching = (request, responder) -> {
        responder.detach();
        kept.set(responder);
    };
    private final ServerFixture fixture = new ServerFixture(
            builder -> builder.idleTimeout(Duration.ofSeconds(20))
                    .firstByteTimeout(Duration.ofSeconds(30))
                    .answerTimeout(Duration.ofSeconds(10))
                    .maxConnections(10),
            Dispatch.byAction().inline(ServerFixture.ECHO, detaching).build());

    private RecordingServerConnection silent() {
        RecordingServerConnection connection = fixture.connect();
        connection.received = 0;
        return connection;
    }

    @Test
    void connectionThatSendsNothingIsClosed() {
        RecordingServerConnection connection = silent();
        fixture.runtime.advance(Duration.ofMillis(29_900));
        assertThat(connection.closed).isFalse();
        fixture.runtime.advance(Duration.ofMillis(200));
        assertThat(connection.closed).isTrue();
    }

    @Test
    void silentConnectionsGoSoonerWhereConnectionsRunShort() {
        RecordingServerConnection silent = silent();
        for (int i = 0; i < 8; i++) {
            fixture.connect();
        }
        fixture.runtime.advance(Duration.ofMillis(5_200));
        assertThat(silent.closed).isTrue();
        assertThat(fixture.server.stats().connections()).isEqualTo(8);
    }

    @Test
    void silentConnectionsHaveTimeWhereThereIsRoom() {
        RecordingServerConnection silent = silent();
        for (int i = 0; i < 7; i++) {
            fixture.connect();
        }
        fixture.runtime.advance(Duration.ofMillis(5_200));
        assertThat(silent.closed).isFalse();
    }

    @Test
    void idleConnectionIsClosedAndABusyOneIsNot() {
        RecordingServerConnection idle = fixture.connect();
        RecordingServerConnection receiving = fixture.connect();
        RecordingServerConnection writing = fixture.connect();
        for (int second = 0; second < 21; second++) {
            receiving.received++;
            writing.written++;
            fixture.runtime.advance(Duration.ofSeconds(1));
        }
        assertThat(idle.closed).isTrue();
        assertThat(receiving.closed).isFalse();
        assertThat(writing.closed).isFalse();
    }

    @Test
    void connectionWithARequestInFlightIsNotIdleAndTheClockBeginsAfterIt() {
        ServerFixture patient = new ServerFixture(
                builder -> builder.idleTimeout(Duration.ofSeconds(20)).answerTimeout(Duration.ofHours(1)),
                Dispatch.byAction().inline(ServerFixture.ECHO, detaching).build());
        RecordingServerConnection connection = patient.connect();
        ServerFixture.request(connection, 1, "x");
        patient.runtime.advance(Duration.ofSeconds(100));
        assertThat(connection.closed).isFalse();
        kept.get().ok("y");
        patient.runtime.advance(Duration.ofSeconds(19));
        assertThat(connection.closed).isFalse();
        patient.runtime.advance(Duration.ofSeconds(2));
        assertThat(connection.closed).isTrue();
    }

    @Test
    void lateTickExpiresNothingUntilASecondLater() {
        RecordingServerConnection idle = fixture.connect();
        RecordingServerConnection busy = fixture.connect();
        ServerFixture.request(busy, 1, "x");
        fixture.runtime.advance(Duration.ofSeconds(1));
        int checks = idle.progressChecks;
        fixture.runtime.pause(Duration.ofSeconds(60));
        fixture.runtime.advance(Duration.ofMillis(900));
        assertThat(idle.closed).isFalse();
        assertThat(busy.answers).isEmpty();
        assertThat(idle.progressChecks).isEqualTo(checks);
        fixture.runtime.advance(Duration.ofMillis(300));
        assertThat(idle.closed).isTrue();
        assertThat(busy.answers).hasSize(1);
    }

    @Test
    void requestReadAfterAPauseKeepsTheConnection() {
        RecordingServerConnection connection = fixture.connect();
        fixture.runtime.advance(Duration.ofSeconds(1));
        fixture.runtime.pause(Duration.ofSeconds(60));
        connection.received++;
        fixture.runtime.advance(Duration.ofSeconds(5));
        assertThat(connection.closed).isFalse();
    }

    @Test
    void everyTickChecksTheProgressOfEachConnection() {
        RecordingServerConnection first = fixture.connect();
        RecordingServerConnection second = fixture.connect();
        fixture.runtime.advance(Duration.ofMillis(1050));
        assertThat(first.progressChecks).isEqualTo(10);
        assertThat(second.progressChecks).isEqualTo(10);
    }

    @Test
    void noTimerRunsWhileThereIsNoConnection() {
        assertThat(fixture.runtime.timerCount()).isZero();
        RecordingServerConnection connection = fixture.connect();
        fixture.connect();
        assertThat(fixture.runtime.timerCount()).isEqualTo(1);
        fixture.server.close();
        assertThat(connection.closed).isTrue();
        fixture.runtime.advance(Duration.ofSeconds(1));
        assertThat(fixture.runtime.timerCount()).isZero();
    }

    @Test
    void timerStartsAgainWithTheNextConnection() {
        fixture.connect().close(null);
        fixture.runtime.advance(Duration.ofSeconds(1));
        assertThat(fixture.runtime.timerCount()).isZero();
        RecordingServerConnection connection = silent();
        fixture.runtime.advance(Duration.ofSeconds(31));
        assertThat(connection.closed).isTrue();
    }
}
