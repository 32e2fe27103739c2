package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.BatchObserver;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** Appending, pulling, giving back. */
@Timeout(60)
class WritingTest {
    private static final byte[] NONE = {};
    private static final int BY_REFERENCE = 16 << 10;

    private final Client client = new Client(TransportConfig.DEFAULT);
    private final FakeStream stream = client.stream;

    private boolean write(Frames.Out frame) {
        return client.connection.write(frame, 0, 0, 7);
    }

    private byte[] sent() {
        client.connection.flush();
        return stream.writeAll().takeWritten();
    }

    /** A request whose encoder does something of its own. */
    private static Frames.Out encoding(Consumer<WireBuffer> encoder) {
        return new Frames.Out(NONE) {
            @Override
            public void encode(WireBuffer out) {
                encoded++;
                encoder.accept(out);
            }
        };
    }

    @Test
    void framesAppendedUntilThePullLeaveInOneBatch() {
        for (int i = 1; i <= 3; i++) {
            assertThat(write(new Frames.Out(new byte[] {(byte) i}))).isTrue();
        }
        assertThat(client.appended).containsExactly(1L, 2L, 3L);
        assertThat(client.lastDeadline).isEqualTo(7);
        assertThat(stream.writeRequests).isZero();
        assertThat(client.connection.unwritten()).isEqualTo(99);
        client.connection.flush();
        assertThat(stream.writeRequests).isEqualTo(1);
        assertThat(stream.pull()).isEqualTo(99);
        assertThat(stream.parts()).isEqualTo(1);
        assertThat(client.connection.unwritten()).isEqualTo(99);
        stream.write(40);
        assertThat(client.connection.unwritten()).isEqualTo(59);
        assertThat(client.connection.written()).isEqualTo(40);
        stream.write(59);
        assertThat(client.connection.unwritten()).isZero();
        assertThat(client.writes).isEqualTo(2);
        assertThat(stream.written())
                .isEqualTo(Frames.join(
                        Frames.request(1, 1, new byte[] {1}, NONE),
                        Frames.request(2, 1, new byte[] {2}, NONE),
                        Frames.request(3, 1, new byte[] {3}, NONE)));
    }

    @Test
    void framesAppendedWhileABatchIsWrittenLeaveInTheNext() {
        write(new Frames.Out(new byte[] {1}));
        stream.pull();
        write(new Frames.Out(new byte[] {2}));
        client.connection.flush();
        stream.write(33);
        stream.writeAll();
        assertThat(stream.written())
                .isEqualTo(Frames.join(
                        Frames.request(1, 1, new byte[] {1}, NONE), Frames.request(2, 1, new byte[] {2}, NONE)));
    }

    @Test
    void flushWithNothingPendingAsksForNothing() {
        client.connection.flush();
        client.connection.flushNow();
        assertThat(stream.writeRequests + stream.writesNow).isZero();
        write(new Frames.Out(NONE));
        client.connection.flushNow();
        assertThat(stream.writesNow).isEqualTo(1);
        assertThat(stream.pull()).isEqualTo(32);
        client.connection.flush();
        assertThat(stream.writeRequests).isZero();
    }

    @Test
    void sixtyFourKibibytesRequestOneWritePerCrossing() {
        Frames.Out frame = new Frames.Out(new byte[(8 << 10) - 32]);
        for (int i = 1; i <= 7; i++) {
            write(frame);
        }
        assertThat(stream.writeRequests).isZero();
        write(frame);
        assertThat(stream.writeRequests).isEqualTo(1);
        write(frame);
        assertThat(stream.writeRequests).isEqualTo(1);
        stream.write(stream.pull());
        for (int i = 1; i <= 8; i++) {
            write(frame);
        }
        assertThat(stream.writeRequests).isEqualTo(1);
    }

    @Test
    void encoderThatThrowsLeavesNothingAndUsesNoSeq() {
        write(new Frames.Out(new byte[] {1}));
        List<Frames.Out> bad = List.of(
                encoding(out -> {
                    out.putBytes(Frames.bytes(100));
                    throw new IllegalArgumentException("in the middle");
                }),
                encoding(out -> {
                    out.putBytes(Frames.bytes(100));
                    throw new StackOverflowError("in the middle");
                }),
                encoding(out -> out.array()[out.array().length] = 1),
                encoding(out -> out.position(0)),
                encoding(out -> {
                    for (int i = 0; i < 20; i++) {
                        out.putBytes(new byte[1 << 10]);
                    }
                    throw new IllegalArgumentException("after 20 KiB");
                }));
        for (Frames.Out frame : bad) {
            assertThatThrownBy(() -> write(frame)).isNotNull();
        }
        Frames.Out onTheSecond = new Frames.Out(new byte[20 << 10]) {
            @Override
            public void encode(WireBuffer out) {
                super.encode(out);
                throw new IllegalArgumentException("second");
            }
        };
        assertThatThrownBy(() -> write(onTheSecond)).hasMessage("second");
        assertThat(onTheSecond.encoded).isEqualTo(2);
        write(new Frames.Out(new byte[] {2}));
        assertThat(client.appended).containsExactly(1L, 2L);
        byte[] sent = sent();
        assertThat(sent).endsWith(Frames.request(2, 1, new byte[] {2}, NONE)).hasSize(66);
    }

    @Test
    void whatABlobOrTheHandlerThrowsLeavesNothing() {
        Frames.Out noBlob = new Frames.Out(new byte[] {1}) {
            @Override
            public Blob blob() {
                throw new IllegalStateException("no blob");
            }
        };
        assertThatThrownBy(() -> write(noBlob)).hasMessage("no blob");
        assertThat(client.connection.unwritten()).isZero();
        assertThat(client.appended).isEmpty();
        assertThat(sent()).isEmpty();
    }

    @Test
    void limitIsNamedWhenItIsExceeded() {
        Client small = new Client(Configs.limits(4, 10, 20, 5));
        assertThatThrownBy(() -> small.connection.write(new Frames.Out(new byte[11]), 0, 0, 0))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("10");
        assertThatThrownBy(() -> small.connection.write(encoding(out -> out.position(out.position() + 11)), 0, 0, 0))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() ->
                        small.connection.write(new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[21])), 0, 0, 0))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("21")
                .hasMessageContaining("20");
        assertThatThrownBy(() -> small.connection.write(new Frames.Out(Action.raw("12345"), NONE, null), 0, 0, 0))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("5")
                .hasMessageContaining("4");
        assertThat(small.connection.unwritten()).isZero();
        assertThat(small.connection.write(
                        new Frames.Out(Action.raw("1234"), new byte[10], Blob.of(new byte[20])), 0, 0, 0))
                .isTrue();

        Client medium = new Client(Configs.limits(4, 20_000, 20, 5));
        assertThatThrownBy(() -> medium.connection.write(new Frames.Out(new byte[20_001]), 0, 0, 0))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("20000");
        assertThat(medium.connection.write(new Frames.Out(new byte[20_000]), 0, 0, 0))
                .isTrue();

        Server server = new Server(Configs.limits(4, 10, 20, 5));
        assertThatThrownBy(() -> server.connection.write(new Frames.Answer(1, 2, 0, new byte[6], null)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("5");
        assertThatThrownBy(() -> server.connection.write(Frames.Answer.ok(1, new byte[11])))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> server.connection.write(new Frames.Answer(1, 3, 0, NONE, null)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.connection.unwritten()).isZero();
        assertThat(server.connection.write(new Frames.Answer(1, 2, 0, new byte[5], null)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BY_REFERENCE - 1, BY_REFERENCE, BY_REFERENCE + 1, 100_000})
    void messagesAndBlobsOfAnySizeArriveInOrder(int size) {
        byte[] message = Frames.bytes(size);
        byte[] whole = Frames.bytes(size + 3);
        ByteBuffer direct = ByteBuffer.allocateDirect(size + 1);
        direct.put(whole, 0, size + 1).flip();
        ByteBuffer heap = ByteBuffer.wrap(whole, size + 1, 2);
        Blob blob = Blob.of(direct, heap);
        List<byte[]> expected = new ArrayList<>();
        long seq = 0;
        for (int round = 0; round < 2; round++) {
            write(new Frames.Out(Action.raw("a.b"), message, blob));
            expected.add(Frames.request(++seq, "a.b", message, whole));
            write(new Frames.Out(new byte[] {9}));
            expected.add(Frames.request(++seq, 1, new byte[] {9}, NONE));
            write(new Frames.Out(Action.raw(5), NONE, blob));
            expected.add(Frames.request(++seq, 5, NONE, whole));
        }
        assertThat(client.connection.unwritten())
                .isEqualTo(expected.stream().mapToLong(frame -> frame.length).sum());
        assertThat(sent()).isEqualTo(Frames.join(expected.toArray(byte[][]::new)));
        assertThat(direct.position()).isZero();
        assertThat(heap.position()).isEqualTo(size + 1);
        assertThat(client.connection.unwritten()).isZero();
    }

    @Test
    void smallBlobIsReleasedWhenCopied() {
        Frames.Out small = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[BY_REFERENCE - 1]));
        Frames.Out empty = new Frames.Out(Action.raw(1), NONE, Blob.of());
        Frames.Out without = new Frames.Out(NONE);
        write(small);
        write(empty);
        write(without);
        assertThat(small.released).isEqualTo(1);
        assertThat(empty.released).isEqualTo(1);
        sent();
        stream.close();
        stream.settle();
        assertThat(small.released).isEqualTo(1);
        assertThat(empty.released).isEqualTo(1);
        assertThat(without.released).isZero();
    }

    @Test
    void largeBlobIsReleasedOnceItsLastByteIsWritten() {
        Frames.Out first = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[BY_REFERENCE]));
        Frames.Out second = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[BY_REFERENCE]));
        write(first);
        write(second);
        int size = 32 + BY_REFERENCE;
        assertThat(stream.pull()).isEqualTo(2 * size);
        stream.write(size - 1);
        assertThat(first.released).isZero();
        stream.write(1);
        assertThat(first.released).isEqualTo(1);
        stream.write(size - 1);
        assertThat(second.released).isZero();
        stream.write(1);
        stream.breakWith(null);
        assertThat(first.released).isEqualTo(1);
        assertThat(second.released).isEqualTo(1);
    }

    @Test
    void closeReleasesEveryBlobOnceBeforeItIsTold() {
        Blob blob = Blob.of(new byte[BY_REFERENCE]);
        List<Frames.Out> frames = new ArrayList<>();
        List<Integer> releasedAtClose = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            frames.add(new Frames.Out(Action.raw(1), NONE, blob));
        }
        write(frames.get(0));
        stream.write(stream.pull());
        write(frames.get(1));
        write(frames.get(2));
        stream.pull();
        stream.write(100);
        write(frames.get(3));
        IOException cause = new IOException("reset");
        stream.breakWith(cause);
        frames.forEach(frame -> releasedAtClose.add(frame.released));
        assertThat(releasedAtClose).containsOnly(1);
        assertThat(client.cause).isSameAs(cause);
        assertThat(client.closes).isEqualTo(1);
        assertThat(client.lastSeqSent).isEqualTo(3);
    }

    @Test
    void endWhileACopiedBlobIsGivenBackIsToldAfterThat() {
        List<Integer> closesMeanwhile = new ArrayList<>();
        Frames.Out frame = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[1])) {
            @Override
            public void released() {
                super.released();
                stream.breakWith(null);
                closesMeanwhile.add(client.closes);
            }
        };
        assertThat(write(frame)).isTrue();
        assertThat(closesMeanwhile).containsExactly(0);
        assertThat(client.closes).isEqualTo(1);
        assertThat(frame.released).isEqualTo(1);
    }

    @Test
    void releasedThatThrowsHarmsNothing() {
        Frames.Out bad = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[1])) {
            @Override
            public void released() {
                super.released();
                throw new IllegalStateException("expected by this test");
            }
        };
        assertThat(write(bad)).isTrue();
        assertThat(bad.released).isEqualTo(1);
        assertThat(sent()).isEqualTo(Frames.request(1, 1, NONE, new byte[1]));
    }

    @Test
    void failedFrameIsNotReleased() {
        Client small = new Client(Configs.limits(4, 10, 20, 5));
        Frames.Out frame = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[21]));
        assertThatThrownBy(() -> small.connection.write(frame, 0, 0, 0)).isInstanceOf(CodecException.class);
        small.stream.breakWith(null);
        assertThat(frame.released).isZero();
    }

    @Test
    void closedConnectionTakesNothing() {
        IOException first = new IOException("first");
        client.connection.close(first);
        client.connection.close(new IOException("second"));
        Frames.Out frame = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[1]));
        assertThat(write(frame)).isFalse();
        stream.settle();
        assertThat(write(frame)).isFalse();
        assertThat(frame.encoded + frame.released).isZero();
        assertThat(client.appended).isEmpty();
        assertThat(client.closes).isEqualTo(1);
        assertThat(client.cause).isSameAs(first);
        assertThat(client.lastSeqSent).isZero();
    }

    @Test
    void closeWithoutCauseIsToldWithoutOne() {
        client.connection.close(null);
        client.connection.close(new IOException("late"));
        stream.settle();
        assertThat(client.closes).isEqualTo(1);
        assertThat(client.cause).isNull();
    }

    @Test
    void encoderMustNotWriteToItsConnection() {
        Frames.Out nested = encoding(out -> write(new Frames.Out(NONE)));
        assertThatThrownBy(() -> write(nested)).isInstanceOf(IllegalStateException.class);
        assertThat(client.connection.unwritten()).isZero();
    }

    @Test
    void encoderThatFlushesOrClosesSwapsNothingUnderItself() {
        write(new Frames.Out(new byte[] {1}));
        write(encoding(out -> {
            out.putByte(2);
            client.connection.flush();
            // A runtime may pull on the calling thread.
            assertThat(stream.pull()).isZero();
            out.putByte(3);
        }));
        assertThat(stream.writeRequests).as("asked for again after the lock").isEqualTo(1);
        assertThat(stream.writeAll().takeWritten())
                .isEqualTo(Frames.join(
                        Frames.request(1, 1, new byte[] {1}, NONE), Frames.request(2, 1, new byte[] {2, 3}, NONE)));

        Frames.Out closing = encoding(out -> {
            client.connection.close(null);
            stream.settle();
            assertThat(client.closes).as("not before the append is over").isZero();
        });
        write(closing);
        assertThat(client.closes).isEqualTo(1);
        assertThat(client.appended).hasSize(3);
    }

    @Test
    void pullWhileAThreadEncodesReturnsAtOnceAndIsMadeUpFor() throws InterruptedException {
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        write(new Frames.Out(new byte[] {1}));
        Thread writer = new Thread(() -> write(encoding(out -> {
            encoding.countDown();
            await(goOn);
            out.putByte(2);
        })));
        writer.start();
        await(encoding);
        assertThat(stream.pull()).isZero();
        assertThat(stream.writeRequests).isZero();
        goOn.countDown();
        writer.join();
        assertThat(stream.writeRequests).isEqualTo(1);
        assertThat(stream.pull()).isEqualTo(66);
    }

    @Test
    void endWhileAThreadEncodesIsToldByThatThread() throws InterruptedException {
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Frames.Out frame = new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[BY_REFERENCE])) {
            @Override
            public void encode(WireBuffer out) {
                encoding.countDown();
                await(goOn);
            }
        };
        Thread writer = new Thread(() -> write(frame));
        writer.start();
        await(encoding);
        stream.breakWith(new IOException("reset"));
        assertThat(client.closes).isZero();
        goOn.countDown();
        writer.join();
        assertThat(client.closes).isEqualTo(1);
        assertThat(client.appended).containsExactly(1L);
        assertThat(frame.released).isEqualTo(1);
        assertThat(client.lastSeqSent).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void observerCountsEachBatchOnce() {
        List<String> seen = new ArrayList<>();
        Client observed = new Client(Configs.observed(new BatchObserver() {
            @Override
            public void onFlush(int frames, long bytes) {
                seen.add("flush " + frames + " " + bytes);
            }

            @Override
            public void onReadBatch(int frames, long bytes) {
                seen.add("read " + frames + " " + bytes);
            }
        }));
        observed.assign(3);
        observed.stream.writeRequests = 1;
        observed.stream.writeAll();
        observed.connection.write(new Frames.Out(Action.raw(1), NONE, Blob.of(new byte[BY_REFERENCE])), 0, 0, 0);
        observed.connection.flush();
        observed.stream.writeAll();
        byte[] answers = Frames.join(Frames.ok(1, NONE, NONE), Frames.errno(2, 5), Frames.text(3, "no"));
        observed.stream.feed(answers, 50);
        assertThat(seen).containsExactly("flush 3 96", "flush 1 " + (32 + BY_REFERENCE), "read 2 50", "read 1 12");
        assertThat(observed.connection.received()).isEqualTo(62);
    }
}
