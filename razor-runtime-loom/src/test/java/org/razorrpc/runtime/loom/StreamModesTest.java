package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream's two modes, and the changes between them. */
@Timeout(60)
class StreamModesTest {

    private static final long FLOOD = 96L << 20;
    private static final BusyRule EVERY_FOURTH_READ = new BusyRule(4, Long.MAX_VALUE, 3_600_000, 16);

    private final List<LoomRuntime> runtimes = new ArrayList<>();

    @AfterEach
    void close() {
        runtimes.forEach(LoomRuntime::close);
    }

    @ParameterizedTest
    @EnumSource
    void peersThatFloodEachOtherGetEveryByte(Modes mode) throws Exception {
        Peer one = new Peer(runtime(mode));
        Peer other = new Peer(runtime(mode));
        pair(one, other);
        one.send(FLOOD);
        other.send(FLOOD);
        one.awaitReceived(FLOOD);
        other.awaitReceived(FLOOD);
    }

    @ParameterizedTest
    @EnumSource
    void peersThatFloodEachOtherAndPauseGetEveryByte(Modes mode) throws Exception {
        Peer one = new Peer(runtime(mode));
        Peer other = pausing(runtime(mode));
        pair(one, other);
        one.send(FLOOD / 4);
        other.send(FLOOD / 4);
        while (other.received < FLOOD / 4 && other.wrong == null) {
            other.stream().resumeReading();
            LockSupport.parkNanos(20_000);
        }
        other.awaitReceived(FLOOD / 4);
        one.awaitReceived(FLOOD / 4);
    }

    /** Pauses in one callback of three. */
    private static Peer pausing(LoomRuntime runtime) {
        return new Peer(runtime) {
            private int count;

            @Override
            void whenReceived(long total) {
                if (++count % 3 == 0) {
                    stream().pauseReading();
                }
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void manySmallExchangesLoseNothing(Modes mode) throws Exception {
        int exchanges = 3_000;
        Peer one = new Peer(runtime(mode));
        Peer other = new Peer(runtime(mode)) {
            @Override
            public void onReadEnd() {
                send(received - sentSoFar);
                sentSoFar = received;
            }

            private long sentSoFar;
        };
        pair(one, other);
        for (int i = 1; i <= exchanges; i++) {
            one.append(1);
            if (i % 2 == 0) {
                one.stream().writeNow();
            } else {
                one.stream().requestWrite();
            }
            long expected = i;
            one.eventually(() -> one.received >= expected);
        }
        assertThat(one.wrong).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aCloseWhileBothWaysAreFullIsReported(Modes mode) throws Exception {
        Peer one = new Peer(runtime(mode));
        Peer other = new Peer(runtime(mode));
        pair(one, other);
        one.send(1);
        other.send(1);
        one.awaitReceived(1);
        other.awaitReceived(1);
        one.stream().pauseReading();
        other.stream().pauseReading();
        one.send(FLOOD);
        other.send(FLOOD);
        one.stream().close();
        assertThat(one.awaitClosed().cause).isNull();
        other.stream().close();
        other.awaitClosed();
    }

    @Test
    void aStreamIsBusyWhileMuchComesAndQuietAfterwards() throws Exception {
        BusyRule rule = new BusyRule(4, TimeUnit.HOURS.toNanos(1), 20, 16);
        LoomRuntime reading = add(new LoomRuntime(LoomConfig.DEFAULT, rule));
        Peer one = new Peer(reading);
        Peer other = new Peer(runtime(Modes.QUIET));
        pair(one, other);
        other.send(1);
        one.awaitReceived(1);
        assertThat(isReadByPlatformThread(one)).isFalse();
        one.eventually(() -> {
            feed(other, one, 1);
            return isReadByPlatformThread(one);
        });
        one.eventually(() -> isReaderGone(one));
        feed(other, one, 1);
        assertThat(isReadByPlatformThread(one)).isFalse();
        assertThat(reading.busyPermits().availablePermits()).isEqualTo(LoomConfig.DEFAULT.busyStreams());
    }

    /** Once in a trial at least, whatever it finds. */
    @Test
    void aBusyReaderOfBlobsRests() throws Exception {
        int blob = 32 << 10;
        ByteBuffer target = ByteBuffer.allocate(blob);
        Peer one = new Peer(runtime(Modes.ALWAYS_BUSY)) {
            @Override
            public ByteBuffer readTarget() {
                return target.hasRemaining() ? target : target.clear();
            }

            @Override
            public void onTargetRead(int count) {
                received += count;
            }
        };
        Peer other = new Peer(runtime(Modes.QUIET));
        pair(one, other);
        Path file = Files.createTempFile("razor", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO);
            recording.start();
            for (int i = 1; i <= 100; i++) {
                other.send(blob);
                one.awaitReceived(i * (long) blob);
            }
            recording.stop();
            recording.dump(file);
            // Without callers who lead, a rest is all it parks for.
            assertThat(RecordingFile.readAllEvents(file))
                    .extracting(event -> event.getClass("parkedClass"))
                    .anyMatch(parked -> parked != null && parked.getName().equals(BusyReader.class.getName()));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aStreamThatAlwaysWritesGetsBusyInBetween() throws Exception {
        Peer writing = new Peer(add(new LoomRuntime(LoomConfig.DEFAULT, EVERY_FOURTH_READ)));
        Peer other = new Peer(runtime(Modes.QUIET));
        pair(writing, other);
        writing.send(Long.MAX_VALUE);
        writing.eventually(() -> {
            feed(other, writing, 1);
            return isReadByPlatformThread(writing);
        });
        long before = other.received;
        other.eventually(() -> other.received > before + (64 << 20));
        writing.stream().close();
        other.awaitClosed();
        assertThat(other.wrong).isNull();
    }

    @Test
    void aStreamWhoseWriterIsStuckReadsOn() throws Exception {
        Peer writing = new Peer(add(new LoomRuntime(LoomConfig.DEFAULT, EVERY_FOURTH_READ)));
        Peer other = new Peer(runtime(Modes.QUIET));
        pair(writing, other);
        other.stream().pauseReading();
        writing.send(Long.MAX_VALUE);
        // Inside a write: there is always more to pull.
        writing.eventually(() -> {
            Thread writer = writing.writer;
            return writer != null && writer.getState() == Thread.State.WAITING;
        });
        feed(other, writing, 20);
        assertThat(writing.received).isEqualTo(20);
        writing.stream().close();
        other.stream().close();
        other.awaitClosed();
    }

    @Test
    void noMoreStreamsAreBusyThanAllowed() throws Exception {
        LoomConfig config = LoomConfig.builder().busyStreams(1).build();
        LoomRuntime reading = add(new LoomRuntime(config, new BusyRule(2, Long.MAX_VALUE, 3_600_000, 16)));
        Peer first = new Peer(reading);
        Peer second = new Peer(reading);
        Peer firstSource = new Peer(runtime(Modes.QUIET));
        Peer secondSource = new Peer(runtime(Modes.QUIET));
        pair(first, firstSource);
        pair(second, secondSource);
        feed(firstSource, first, 10);
        feed(secondSource, second, 10);
        assertThat(isReadByPlatformThread(first)).isTrue();
        assertThat(isReadByPlatformThread(second)).isFalse();
        first.stream().close();
        first.awaitClosed();
        second.eventually(() -> reading.busyPermits().availablePermits() == 1);
        feed(secondSource, second, 10);
        assertThat(isReadByPlatformThread(second)).isTrue();
    }

    @Test
    void noStreamIsBusyWithoutLeave() throws Exception {
        LoomConfig config = LoomConfig.builder().busyStreams(0).build();
        Peer one = new Peer(add(new LoomRuntime(config, new BusyRule(0, Long.MAX_VALUE, 0, 1))));
        Peer other = new Peer(runtime(Modes.QUIET));
        pair(one, other);
        feed(other, one, 20);
        assertThat(isReadByPlatformThread(one)).isFalse();
    }

    /** The way out is shut for good, which leaves the write role with nobody. */
    @ParameterizedTest
    @EnumSource
    void aStreamWhoseWaysOutAndInHaveEndedCloses(Modes mode) throws Exception {
        Peer one = new Peer(runtime(mode)) {
            @Override
            public void onInputEnd() {}
        };
        Peer other = new Peer(runtime(mode));
        pair(one, other);
        one.send(100);
        other.send(100);
        one.awaitReceived(100);
        one.stream().shutdownOutput();
        other.awaitClosed();
        one.stream().close();
        one.awaitClosed();
    }

    private static void feed(Peer from, Peer to, int times) {
        for (int i = 0; i < times; i++) {
            long expected = to.received + 1;
            from.send(1);
            to.awaitReceived(expected);
        }
    }

    private static boolean isReadByPlatformThread(Peer peer) {
        return !Objects.requireNonNull(peer.reader).isVirtual();
    }

    private static boolean isReaderGone(Peer peer) {
        return !Objects.requireNonNull(peer.reader).isAlive();
    }

    private LoomRuntime runtime(Modes mode) {
        return add(mode.runtime());
    }

    private LoomRuntime add(LoomRuntime runtime) {
        runtimes.add(runtime);
        return runtime;
    }

    static void pair(Peer one, Peer other) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            SocketChannel channel = SocketChannel.open(server.getLocalAddress());
            other.attach(other.runtime().stream(server.accept()));
            one.attach(one.runtime().stream(channel));
        }
    }
}
