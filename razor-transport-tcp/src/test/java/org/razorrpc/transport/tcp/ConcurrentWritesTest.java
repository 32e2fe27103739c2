package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** Threads that append while another pulls: whole frames, seqs in order, nothing lost, nothing given back twice. */
@Timeout(120)
class ConcurrentWritesTest {
    private static final int WRITERS = 6;
    private static final int EACH = 8_000;

    /** Wakes a puller, as a runtime would. */
    private static final class Waking implements ByteStream {
        final Semaphore requests = new Semaphore(0);

        @Override
        public void requestWrite() {
            requests.release();
        }

        @Override
        public void writeNow() {
            requests.release();
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {}

        @Override
        public java.net.SocketAddress localAddress() {
            return null;
        }

        @Override
        public java.net.SocketAddress remoteAddress() {
            return null;
        }
    }

    private static Frames.Out frame(Random random, int writer, int index) {
        int kind = random.nextInt(100);
        int size = kind == 0 ? 17_000 + random.nextInt(5_000) : random.nextInt(60);
        byte[] message = new byte[8 + size];
        ByteBuffer.wrap(message).putInt(writer).putInt(index);
        Blob blob = kind == 1 ? Blob.of(new byte[20_000]) : kind < 10 ? Blob.of(new byte[50]) : null;
        return new Frames.Out(Action.raw(1), message, blob) {
            @Override
            public void encode(WireBuffer out) {
                super.encode(out);
                if (kind == 99) {
                    throw new IllegalArgumentException("expected by this test");
                }
            }
        };
    }

    private static List<Frames.Out> write(TcpClientConnection connection, int writer) {
        Random random = new Random(writer);
        List<Frames.Out> written = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            Frames.Out frame = frame(random, writer, i);
            try {
                if (!connection.write(frame, 0, 0, 0)) {
                    return written;
                }
                written.add(frame);
            } catch (IllegalArgumentException expected) {
                continue;
            }
            connection.flush();
        }
        return written;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesParseIntoWholeFramesWithSeqsInOrder(boolean virtual) throws Exception {
        Waking stream = new Waking();
        Client handler = new Client(TransportConfig.DEFAULT);
        TcpClientConnection connection = TcpClientConnection.open(stream, TransportConfig.DEFAULT, handler);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Frames.Out> written = new ArrayList<>();
        try (ExecutorService writers =
                virtual ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newFixedThreadPool(WRITERS)) {
            List<Future<List<Frames.Out>>> results = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                results.add(writers.submit(() -> write(connection, number)));
            }
            while (results.stream().anyMatch(result -> !result.isDone()) || connection.unwritten() > 0) {
                // Every append is flushed and every missed pull asked for again: without a request nothing is pending.
                if (stream.requests.tryAcquire(1, TimeUnit.MILLISECONDS)) {
                    stream.requests.drainPermits();
                    pullAndWrite(connection, out);
                } else if (results.stream().allMatch(Future::isDone)
                        && connection.unwritten() > 0
                        && stream.requests.availablePermits() == 0) {
                    throw new AssertionError(connection.unwritten() + " bytes are left and nobody asks for a write");
                }
            }
            for (Future<List<Frames.Out>> result : results) {
                written.addAll(result.get());
            }
        }
        assertThat(parse(out.toByteArray())).isEqualTo(written.size());
        assertThat(handler.appended).hasSize(written.size());
        for (Frames.Out frame : written) {
            assertThat(frame.released).isEqualTo(frame.blob == null ? 0 : 1);
        }
    }

    private static void pullAndWrite(TcpClientConnection connection, ByteArrayOutputStream out) {
        List<ByteBuffer> batch = new ArrayList<>();
        connection.pull(batch::add);
        for (ByteBuffer part : batch) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            out.writeBytes(bytes);
            connection.onWritten(bytes.length);
        }
    }

    /** Returns the number of frames. */
    private static int parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int[] next = new int[WRITERS];
        Arrays.fill(next, -1);
        int seq = 0;
        while (in.hasRemaining()) {
            int at = in.position();
            int message = in.getInt(at + 24);
            int blob = in.getInt(at + 28);
            seq++;
            if (in.getShort(at) != Frames.MAGIC || in.getLong(at + 8) != seq) {
                throw new AssertionError("frame " + seq + " at " + at + " is broken");
            }
            int writer = Integer.reverseBytes(in.getInt(at + 32));
            int index = Integer.reverseBytes(in.getInt(at + 36));
            assertThat(index).isGreaterThan(next[writer]);
            next[writer] = index;
            in.position(at + 32 + message + blob);
        }
        return seq;
    }

    @Test
    void endDuringWritesIsToldOnceAfterTheLastAppendAndGivesEverythingBack() throws Exception {
        for (int round = 0; round < 200; round++) {
            Waking stream = new Waking();
            Client handler = new Client(TransportConfig.DEFAULT);
            TcpClientConnection connection = TcpClientConnection.open(stream, TransportConfig.DEFAULT, handler);
            List<Frames.Out> written = new ArrayList<>();
            try (ExecutorService writers = Executors.newFixedThreadPool(2)) {
                List<Future<List<Frames.Out>>> results = new ArrayList<>();
                for (int writer = 0; writer < 2; writer++) {
                    int number = writer + round;
                    results.add(writers.submit(() -> write(connection, number)));
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                for (int i = 0; i < round % 20; i++) {
                    stream.requests.tryAcquire(1, TimeUnit.MILLISECONDS);
                    pullAndWrite(connection, out);
                }
                connection.onClosed(new java.io.IOException("reset"));
                for (Future<List<Frames.Out>> result : results) {
                    written.addAll(result.get());
                }
            }
            assertThat(handler.closes).isEqualTo(1);
            assertThat(handler.appended).hasSize(written.size());
            assertThat(connection.write(new Frames.Out(new byte[0]), 0, 0, 0)).isFalse();
            for (Frames.Out frame : written) {
                assertThat(frame.released).isEqualTo(frame.blob == null ? 0 : 1);
            }
        }
    }
}
