package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StreamReadTest {

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void write(SocketChannel peer, byte[] bytes) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining()) {
            peer.write(all);
        }
    }

    private static void roundTrips(Rig rig, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (SocketChannel other = rig.plainPeer()) {
                write(other, new byte[] {1});
                TestHandler handler = rig.nextAccepted();
                Await.until("a byte on another stream", () -> handler.received.get() == 1);
            }
        }
    }

    /** What a read brought beyond its target must neither be lost nor be delivered to one who has paused. */
    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void pauseBetweenTargetAndRestHoldsTheRest(Rig.Net net) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(10);
        CountDownLatch filled = new CountDownLatch(1);
        TestHandler handler = new TestHandler() {
            @Override
            public @Nullable ByteBuffer readTarget() {
                return target.hasRemaining() ? target : null;
            }

            @Override
            public void onTargetRead(int count) {
                stream.join().pauseReading();
                filled.countDown();
            }
        };
        byte[] sent = random(100);
        try (Rig rig = new Rig(net)) {
            rig.serverHandlers = () -> handler;
            rig.listen();
            try (SocketChannel peer = rig.plainPeer()) {
                write(peer, sent);
                assertThat(filled.await(10, TimeUnit.SECONDS)).isTrue();
                rig.nextAccepted();
                rig.serverHandlers = TestHandler::new;
                roundTrips(rig, 4);
                assertThat(handler.received.get()).isZero();
                handler.stream().resumeReading();
                Await.until("the rest", () -> handler.received.get() == 90);
                assertThat(handler.received()).isEqualTo(java.util.Arrays.copyOfRange(sent, 10, 100));
            }
        }
    }

    /** Once in a trial at least, whatever it finds. */
    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void aReaderOfBlobsRests(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net, 1)) {
            rig.serverHandlers = BlobReader::new;
            rig.listen();
            try (SocketChannel peer = rig.plainPeer()) {
                BlobReader reader = (BlobReader) rig.nextAccepted();
                assertThat(rests(reader, peer)).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void aReaderDoesNotRestBesideAnotherStreamOnItsLoop(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net, 1)) {
            rig.serverHandlers = BlobReader::new;
            rig.listen();
            try (SocketChannel peer = rig.plainPeer()) {
                BlobReader reader = (BlobReader) rig.nextAccepted();
                SocketChannel other = rig.plainPeer();
                TestHandler beside = rig.nextAccepted();
                assertThat(rests(reader, peer)).isZero();
                other.close();
                assertThat(beside.inputEnd.await(10, TimeUnit.SECONDS)).isTrue();
                beside.stream().close();
                beside.awaitClosed();
                assertThat(rests(reader, peer)).isPositive();
            }
        }
    }

    /** What the JVM has recorded: a rest is short, and leaves no other trace. */
    private static long rests(BlobReader reader, SocketChannel peer) throws IOException {
        Path file = Files.createTempFile("razor", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO);
            recording.start();
            reader.readBlobs(peer);
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .map(event -> event.getClass("parkedClass"))
                    .filter(parked -> parked != null && parked.getName().equals(StreamReader.class.getName()))
                    .count();
        } finally {
            Files.delete(file);
        }
    }

    private static final class BlobReader extends TestHandler {
        private static final int BLOB = 32 << 10;

        private final ByteBuffer target = ByteBuffer.allocateDirect(BLOB);

        /** So many that the reader waits more often than a trial's first pair of rounds needs. */
        void readBlobs(SocketChannel peer) throws IOException {
            long before = received.get();
            for (int i = 1; i <= 100; i++) {
                long expected = before + i * (long) BLOB;
                write(peer, new byte[BLOB]);
                Await.until("a blob", () -> received.get() == expected);
            }
        }

        @Override
        public ByteBuffer readTarget() {
            return target.hasRemaining() ? target : target.clear();
        }

        @Override
        public void onTargetRead(int count) {
            received.addAndGet(count);
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void eachBatchOfReadsHasOneEnd(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            for (int i = 1; i <= 20; i++) {
                int count = i;
                write(peer, new byte[] {1});
                Await.until("byte " + i, () -> handler.received.get() == count && handler.readEnds.get() == count);
            }
        }
    }
}
