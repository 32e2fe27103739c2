package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes arrive, once and in order, by every way out and in. */
abstract class BytesContract extends RuntimeFixture {

    private static final int SENDERS = 12;
    private static final int RECORDS = 1500;
    private static final int RECORD = 64;

    /** Checks that what it reads is the pattern. */
    Probe checking() {
        Pattern pattern = new Pattern();
        return watch(new Probe(runtime) {
            @Override
            void whenRead(ByteBuffer in) {
                pattern.check(in);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    public void echoesRandomChunksToASenderThatDoesNotReadForAWhile(Net net) throws IOException {
        Echo server = watch(new Echo(runtime));
        Pattern expected = new Pattern();
        Source client = watch(new Source(runtime, () -> server.pauses == 0) {
            @Override
            void whenRead(ByteBuffer in) {
                expected.check(in);
            }
        });
        pair(net, client, server);
        client.stream().pauseReading();
        client.stream().requestWrite();
        server.await("back-pressure", () -> server.pauses > 0);
        client.stream().resumeReading();
        client.await("everything back", () -> client.finished && client.received == client.sent());
        assertThat(server.received).isEqualTo(client.sent());
    }

    @ParameterizedTest
    @EnumSource
    public void takesABatchWholeBeforeItsBuffersAreFilledAgain(Net net) throws IOException {
        Probe server = checking();
        Pattern pattern = new Pattern();
        ByteBuffer heap = ByteBuffer.allocate(20_000);
        ByteBuffer direct = ByteBuffer.allocateDirect(50_000);
        long total = 200L * (heap.capacity() + direct.capacity());
        Probe client = watch(new Probe(runtime) {
            @Override
            void whenPulled(Consumer<ByteBuffer> batch) {
                if (pattern.position() < total) {
                    batch.accept(pattern.fill(heap.clear()));
                    batch.accept(pattern.fill(direct.clear()));
                    stream().requestWrite();
                }
            }
        });
        pair(net, client, server);
        client.stream().requestWrite();
        server.await("all of it", () -> server.received == total);
        client.await("the last onWritten", () -> client.written == total);
    }

    @ParameterizedTest
    @EnumSource
    public void writesSmallAndLargeHeapAndDirectPartsInOrder(Net net) throws IOException {
        Probe server = checking();
        Probe client = probe();
        pair(net, client, server);
        Pattern pattern = new Pattern();
        for (int round = 0; round < 3; round++) {
            List<ByteBuffer> parts = new ArrayList<>();
            for (int size : new int[] {1, 0, 4095, 4096, 70_000, 16_384, 1 << 20, 3, 140_000, 3 << 20, 8}) {
                parts.add(pattern.fill(ByteBuffer.allocate(size)));
                parts.add(pattern.fill(ByteBuffer.allocateDirect(size)));
                parts.add(pattern.fill(ByteBuffer.allocate(size + 9).position(5).limit(size + 5)));
            }
            client.send(parts.toArray(ByteBuffer[]::new));
        }
        for (int i = 0; i < 100; i++) {
            client.append(pattern.fill(ByteBuffer.allocateDirect(5000)), pattern.fill(ByteBuffer.allocate(20)));
        }
        client.stream().requestWrite();
        server.await("all of it", () -> server.received == pattern.position());
    }

    @ParameterizedTest
    @EnumSource
    public void writeNowWritesSmallAndLargeBatches(Net net) throws IOException {
        Probe server = checking();
        Probe client = probe();
        pair(net, client, server);
        Pattern pattern = new Pattern();
        for (int size : new int[] {1, 100, 16 << 10, (16 << 10) + 1, 2 << 20, 5}) {
            client.sendNow(pattern.fill(ByteBuffer.allocate(size)));
            server.await(size + " bytes", () -> server.received == pattern.position());
        }
        client.await("the last onWritten", () -> client.written == pattern.position());
    }

    @ParameterizedTest
    @EnumSource
    public void writeAndReadWritesAndWhateverThreadReadsGetsTheAnswer(Net net) throws IOException {
        Probe server = watch(new Echo(runtime));
        Probe client = checking();
        pair(net, client, server);
        Pattern pattern = new Pattern();
        for (int i = 0; i < 500; i++) {
            BooleanSupplier answered = () -> client.received == pattern.position();
            client.sendAndRead(answered, pattern.fill(ByteBuffer.allocate(i % 100 == 99 ? 200_000 : 10)));
            client.await("answer " + i, answered);
            assertThat(runtime.mayBlock()).isTrue();
        }
        server.send(ByteBuffer.allocate(0), pattern.fill(ByteBuffer.allocate(10)));
        client.await("what comes when nobody waits for it", () -> client.received == pattern.position());
    }

    @ParameterizedTest
    @EnumSource
    public void concurrentRequestsLoseAndReorderNothing(Net net) throws Exception {
        ByteBuffer record = ByteBuffer.allocate(RECORD);
        Probe server = watch(new Probe(runtime) {
            private long next;

            @Override
            void whenRead(ByteBuffer in) {
                while (in.hasRemaining()) {
                    record.put(in.get());
                    if (!record.hasRemaining()) {
                        assertThat(record.getLong(0)).isEqualTo(next++);
                        record.clear();
                    }
                }
            }
        });
        Probe client = probe();
        pair(net, client, server);
        ReentrantLock order = new ReentrantLock();
        long[] counter = new long[1];
        Runnable sender = () -> {
            for (int i = 0; i < RECORDS; i++) {
                order.lock();
                client.append(ByteBuffer.allocate(RECORD).putLong(0, counter[0]++));
                order.unlock();
                if (ThreadLocalRandom.current().nextBoolean()) {
                    client.stream().requestWrite();
                } else {
                    client.writeNow();
                }
            }
        };
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add((i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(sender));
        }
        for (Thread thread : senders) {
            thread.join();
        }
        long total = (long) SENDERS * RECORDS * RECORD;
        server.await("all records", () -> server.received == total);
        client.await("the last onWritten", () -> client.written == total);
    }

    /** Nothing comes after either of the two, so that a lost one shows. */
    @ParameterizedTest
    @EnumSource
    public void aRequestBesideAWriteNowIsNotLost(Net net) throws Exception {
        int rounds = 2000;
        Probe server = probe();
        Probe client = probe();
        pair(net, client, server);
        CyclicBarrier together = new CyclicBarrier(2);
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                meet(together);
                client.send(ByteBuffer.allocate(1));
            }
        });
        for (int i = 1; i <= rounds; i++) {
            long expected = 2L * i;
            meet(together);
            client.sendNow(ByteBuffer.allocate(1));
            server.await("both bytes", () -> server.received == expected);
        }
        other.join();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    public void fillsTheReadTargetBeforeAnythingElse(Net net) throws IOException {
        Targets client = watch(new Targets());
        Source server = watch(new Source(runtime, () -> client.received < 24 << 20));
        pair(net, client, server);
        server.stream().requestWrite();
        server.await("the end", () -> server.finished);
        client.await("all of it", () -> client.received == server.sent());
        assertThat(client.reads()).anyMatch(event -> event.startsWith("target:"));
        assertThat(client.full).isGreaterThan(10);
    }

    /** Offers targets of many sizes, heap and direct, and none in between. */
    private final class Targets extends Probe {

        private final int[] sizes = {10, 1, 5000, 1 << 20, 64 << 10, 300_000};
        private final Pattern pattern = new Pattern();
        private final Random random = new Random(7);
        private @Nullable ByteBuffer target;
        private int start;
        private int filled;
        private int asked;
        private int full;

        Targets() {
            super(runtime);
        }

        @Override
        @Nullable
        ByteBuffer whenTarget() {
            if (target == null && asked++ % 4 != 0) {
                int size = sizes[random.nextInt(sizes.length)];
                start = random.nextInt(3);
                filled = 0;
                ByteBuffer made = random.nextBoolean()
                        ? ByteBuffer.allocate(size + start + 2)
                        : ByteBuffer.allocateDirect(size + start + 2);
                target = made.position(start).limit(start + size);
            }
            return target;
        }

        @Override
        void whenTargetRead(int count) {
            ByteBuffer offered = target;
            assertThat(offered).isNotNull();
            filled += count;
            assertThat(offered.position()).isEqualTo(start + filled);
            if (!offered.hasRemaining()) {
                pattern.check(offered.flip().position(start));
                target = null;
                full++;
            }
        }

        @Override
        void whenRead(ByteBuffer in) {
            pattern.check(in);
        }
    }
}
