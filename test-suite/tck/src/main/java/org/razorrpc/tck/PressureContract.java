package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.razorrpc.tck.TestFrame.blob;
import static org.razorrpc.tck.TestFrame.bytes;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.BatchObserver;
import org.razorrpc.stream.spi.Connection;
import org.razorrpc.stream.spi.TransportConfig;

/** Pausing, what a slow reader shows to the writer, and the counters. */
abstract class PressureContract extends WriteContract {
    private static final byte[] NOTHING = {};
    private static final int MUCH = 4 << 20;
    /** More than any system keeps for a reader that is slow. */
    private static final int TOO_MUCH = 256 << 20;

    /** Sums up. */
    private static final class Observed implements BatchObserver {
        final AtomicLong framesOut = new AtomicLong();
        final AtomicLong bytesOut = new AtomicLong();
        final AtomicLong framesIn = new AtomicLong();
        final AtomicLong bytesIn = new AtomicLong();

        @Override
        public void onFlush(int frames, long bytes) {
            framesOut.addAndGet(frames);
            bytesOut.addAndGet(bytes);
        }

        @Override
        public void onReadBatch(int frames, long bytes) {
            framesIn.addAndGet(frames);
            bytesIn.addAndGet(bytes);
        }

        @Override
        public String toString() {
            return framesOut + " frames, " + bytesOut + " bytes out, " + framesIn + " frames, " + bytesIn + " bytes in";
        }
    }

    @Test
    public void aServerThatPausesInACallbackIsGivenNothingUntilItResumes() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe() {
            @Override
            void whenAsked(Received request) {
                if (request.seq() % 10 == 1) {
                    connection().pauseReading();
                    connection().pauseReading();
                }
            }
        };
        pair(client, server);
        for (int i = 0; i < 30; i++) {
            client.write(new TestFrame(bytes(10 * i, i)));
        }
        client.connection().flush();
        for (int count = 1; count <= 21; count += 10) {
            server.awaitRequests(count);
            roundTrip();
            assertThat(server.requests).hasSize(count);
            server.connection().resumeReading();
        }
        server.awaitRequests(30);
        for (int i = 0; i < 30; i++) {
            assertThat(server.requests.get(i).message()).isEqualTo(bytes(10 * i, i));
        }
    }

    @Test
    public void aClientThatPausesInACallbackIsGivenNothingUntilItResumes() throws IOException {
        ClientProbe client = watch(new ClientProbe() {
            @Override
            void whenAnswered(Answer answer) {
                if (answer.seq() % 10 == 1) {
                    connection().pauseReading();
                }
            }
        });
        pair(client, new EchoServer());
        for (int i = 0; i < 30; i++) {
            client.write(new TestFrame(TestFrame.ACTION, bytes(i, i), blob(1000 * i, i)));
        }
        client.connection().flush();
        for (int count = 1; count <= 21; count += 10) {
            client.awaitAnswers(count);
            roundTrip();
            assertThat(client.answers).hasSize(count);
            client.connection().resumeReading();
        }
        client.awaitAnswers(30);
        for (int i = 0; i < 30; i++) {
            assertThat(client.answers.get(i).blob()).isEqualTo(bytes(1000 * i, i));
        }
    }

    @Test
    public void aPauseByAnotherThreadHoldsUntilResumed() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new EchoServer();
        pair(client, server);
        client.connection().resumeReading();
        client.connection().pauseReading();
        server.connection().pauseReading();
        // A read that was under way has had its time.
        roundTrip();
        client.send(bytes(3, 1), null);
        roundTrip();
        assertThat(server.requests).isEmpty();
        server.connection().resumeReading();
        server.awaitRequests(1);
        roundTrip();
        assertThat(client.answers).isEmpty();
        client.connection().resumeReading();
        client.awaitAnswers(1);
    }

    @Test
    public void requestsPileUpUnwrittenWhileTheServerDoesNotReadAndGoOutWhenItDoes() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        server.connection().pauseReading();
        roundTrip();
        Blob blob = blob(1 << 16, 1);
        pileUp(client, () -> client.send(NOTHING, blob));
        assertThat(server.requests).isEmpty();
        server.connection().resumeReading();
        int count = client.appended.size();
        server.awaitRequests(count);
        awaitAllOut(client);
        assertThat(server.requests)
                .allSatisfy(request -> assertBytes(bytes(request.blob()), bytes(blob), "request's blob"));
    }

    @Test
    public void responsesPileUpUnwrittenWhileTheClientDoesNotReadAndGoOutWhenItDoes() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        client.send(NOTHING, null);
        server.awaitRequests(1);
        client.connection().pauseReading();
        roundTrip();
        Blob blob = blob(1 << 16, 1);
        pileUp(server, () -> {
            server.write(new TestFrame(1, NOTHING, blob));
            server.connection().flush();
        });
        assertThat(client.answers).isEmpty();
        client.connection().resumeReading();
        client.awaitAnswers(server.appended.size());
        awaitAllOut(server);
        assertThat(client.answers).allSatisfy(answer -> assertBytes(answer.blob(), bytes(blob), "response's blob"));
    }

    /** Writes until the peer's pause shows. */
    private static void pileUp(ConnectionProbe writer, Runnable write) {
        Connection connection = writer.connection();
        for (long total = 0; connection.unwritten() < MUCH; total += 1 << 16) {
            assertThat(total).as("bytes written to a peer that does not read").isLessThan(TOO_MUCH);
            write.run();
        }
    }

    /** Each step of it is told. */
    private static void awaitAllOut(ConnectionProbe writer) {
        writer.await("all out", () -> writer.connection().unwritten() == 0);
        assertThat(writer.writtenCount).isPositive();
    }

    @Test
    public void whatOneSideHasWrittenTheOtherHasReceived() throws IOException {
        Observed clientSide = new Observed();
        Observed serverSide = new Observed();
        TransportConfig clientConfig = CONFIG.toBuilder().observer(clientSide).build();
        TransportConfig serverConfig = CONFIG.toBuilder().observer(serverSide).build();
        ClientProbe client = client();
        ServerProbe server = new EchoServer();
        pair(clientConfig, client, serverConfig, server);
        assertThat(client.connection().written() + client.connection().received())
                .isZero();
        long least = 0;
        for (int i = 1; i <= 50; i++) {
            byte[] message = bytes(i * i, i);
            Blob blob = blob(i * 1000, i);
            least += message.length + blob.length();
            client.send(message, blob);
        }
        client.awaitAnswers(50);
        awaitAllOut(client);
        awaitAllOut(server);
        assertThat(client.connection().written())
                .isEqualTo(server.connection().received())
                .isGreaterThanOrEqualTo(least);
        assertThat(server.connection().written())
                .isEqualTo(client.connection().received())
                .isGreaterThanOrEqualTo(least);
        RuntimeFixture.eventually(
                "all frames observed: " + clientSide + ", " + serverSide,
                () -> addUp(client, clientSide) && addUp(server, serverSide));
    }

    private static boolean addUp(ConnectionProbe probe, Observed observed) {
        return observed.framesOut.get() == 50
                && observed.framesIn.get() == 50
                && observed.bytesOut.get() == probe.connection().written()
                && observed.bytesIn.get() == probe.connection().received();
    }

    @Test
    public void noClockRunsBetweenFramesNorWhileReadingIsPaused() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new EchoServer();
        pair(client, server);
        client.send(NOTHING, null);
        client.awaitAnswers(1);
        tickForAnHour(client, server);
        client.connection().pauseReading();
        server.connection().pauseReading();
        client.send(NOTHING, blob(MAX_BLOB, 1));
        tickForAnHour(client, server);
        server.connection().resumeReading();
        client.connection().resumeReading();
        client.awaitAnswers(2);
    }

    private void tickForAnHour(ClientProbe client, ServerProbe server) {
        for (int minute = 0; minute < 60; minute++) {
            client.connection().checkProgress(clientRuntime.nanoTime() + TimeUnit.MINUTES.toNanos(minute));
            server.connection().checkProgress(serverRuntime.nanoTime() + TimeUnit.MINUTES.toNanos(minute));
        }
    }
}
