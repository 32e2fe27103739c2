package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StreamWriteTest {

    private static byte[] read(SocketChannel peer, int count) throws Exception {
        ByteBuffer all = ByteBuffer.allocate(count);
        while (all.hasRemaining() && peer.read(all) >= 0) {
            // The test's own time limit ends it.
        }
        assertThat(all.hasRemaining()).isFalse();
        return all.array();
    }

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer as(int kind, byte[] bytes) {
        return switch (kind) {
            case 0 -> ByteBuffer.wrap(bytes);
            case 1 -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            case 2 -> ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            default ->
                ByteBuffer.allocate(bytes.length + 7)
                        .position(7)
                        .slice()
                        .put(bytes)
                        .flip();
        };
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void partsOfAllKindsAndSizesArriveInOrder(Rig.Net net) throws Exception {
        Random random = new Random(7);
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            for (int round = 0; round < 10; round++) {
                ByteArrayOutputStream expected = new ByteArrayOutputStream();
                for (int i = 0; i < 150; i++) {
                    byte[] bytes = random(random, random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2_000));
                    expected.write(bytes);
                    handler.append(as(random.nextInt(4), bytes));
                }
                handler.stream().requestWrite();
                assertThat(read(peer, expected.size())).isEqualTo(expected.toByteArray());
            }
            Await.until("all accounted for", () -> handler.written.get() == handler.pulled.get());
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void nextPullWaitsUntilTheWholeBatchIsTaken(Rig.Net net) throws Exception {
        byte[] large = random(new Random(3), 20 << 20);
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            handler.send(large);
            Await.until("the first pull", () -> handler.pulls.get() == 1);
            handler.send(new byte[] {42});
            assertThat(read(peer, large.length - 1)).isEqualTo(java.util.Arrays.copyOf(large, large.length - 1));
            assertThat(read(peer, 2)).isEqualTo(new byte[] {large[large.length - 1], 42});
            Await.until("all accounted for", () -> handler.written.get() == large.length + 1);
            assertThat(handler.pulls).hasValue(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void everyAppendOfManyThreadsGoesOut(Rig.Net net) throws Exception {
        int threads = 8;
        int appends = 5_000;
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            handler.stream();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                byte value = (byte) t;
                writers.add(Thread.startVirtualThread(() -> {
                    try {
                        start.await();
                        for (int i = 0; i < appends; i++) {
                            handler.append(ByteBuffer.wrap(new byte[] {value}));
                            if (i % 2 == 0) {
                                handler.stream().requestWrite();
                            } else {
                                handler.stream().writeNow();
                            }
                        }
                    } catch (Exception e) {
                        handler.note(e.toString());
                    }
                }));
            }
            start.countDown();
            byte[] all = read(peer, threads * appends);
            int[] counts = new int[threads];
            for (byte value : all) {
                counts[value]++;
            }
            assertThat(counts).containsOnly(appends);
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void emptyPullLeavesTheStreamIdleUntilTheNextRequest(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            handler.stream().requestWrite();
            Await.until("an empty pull", () -> handler.pulls.get() == 1);
            handler.append(ByteBuffer.allocate(0));
            handler.send(new byte[] {9});
            assertThat(read(peer, 1)).containsExactly(9);
            assertThat(handler.pulls).hasValue(2);
        }
    }

    /** Echoes whatever comes, from within the read callbacks. */
    private static final class Echo extends TestHandler {
        @Override
        void read(ByteBuffer in) {
            byte[] copy = new byte[in.remaining()];
            in.get(copy);
            received.addAndGet(copy.length);
            append(ByteBuffer.wrap(copy));
        }

        @Override
        public void onReadEnd() {
            super.onReadEnd();
            if (pulled.get() - written.get() > 1 << 20) {
                stream.join().pauseReading();
            }
            stream.join().requestWrite();
        }

        @Override
        public void onWritten(long count) {
            super.onWritten(count);
            if (pulled.get() == written.get()) {
                stream.join().resumeReading();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void echoSurvivesAPeerThatDoesNotReadForLong(Rig.Net net) throws Exception {
        byte[] sent = random(new Random(11), 30 << 20);
        try (Rig rig = new Rig(net)) {
            rig.serverHandlers = Echo::new;
            rig.listen();
            TestHandler client = rig.connect(new TestHandler());
            client.stream().pauseReading();
            Random random = new Random(5);
            for (int at = 0; at < sent.length; ) {
                int size = Math.min(1 + random.nextInt(700_000), sent.length - at);
                client.append(ByteBuffer.wrap(sent, at, size).slice());
                client.stream().requestWrite();
                at += size;
            }
            TestHandler server = rig.nextAccepted();
            long[] seen = {-1};
            Await.until("the echo is stuck", () -> {
                boolean still = server.received.get() > 0 && server.received.get() == seen[0];
                seen[0] = server.received.get();
                return still;
            });
            client.stream().resumeReading();
            Await.until("all echoed", () -> client.received.get() == sent.length);
            assertThat(client.received()).isEqualTo(sent);
        }
    }
}
