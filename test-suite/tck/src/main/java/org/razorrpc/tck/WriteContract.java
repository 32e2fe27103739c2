package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.tck.TestFrame.blob;
import static org.razorrpc.tck.TestFrame.bytes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.WireBuffer;

/** Writing: encoders that fail, the order of callbacks, blobs given back, who flushes, many threads at once. */
abstract class WriteContract extends FrameContract {
    private static final byte[] NOTHING = {};

    /** Where an encoder throws. */
    enum Failure {
        AT_ONCE,
        IN_A_SHORT_MESSAGE,
        IN_A_LONG_MESSAGE,
        IN_BLOB;

        void write(WireBuffer out, Throwable thrown) {
            switch (this) {
                case AT_ONCE -> {}
                case IN_A_SHORT_MESSAGE -> out.putBytes(bytes(100, 1));
                case IN_A_LONG_MESSAGE -> out.putBytes(bytes(100_000, 1));
                case IN_BLOB -> {
                    return;
                }
            }
            raise(thrown);
        }

        @Nullable
        Blob blob(Throwable thrown) {
            raise(thrown);
            return null;
        }

        private static void raise(Throwable thrown) {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    private static final class FailingFrame extends TestFrame {
        private final Failure failure;
        private final Throwable thrown;

        FailingFrame(long seq, Failure failure, Throwable thrown) {
            super(seq, NOTHING, TestFrame.blob(10, 1));
            this.failure = failure;
            this.thrown = thrown;
        }

        @Override
        public void encode(WireBuffer out) {
            failure.write(out, thrown);
        }

        @Override
        public @Nullable Blob blob() {
            return failure.blob(thrown);
        }
    }

    @ParameterizedTest
    @EnumSource
    public void anEncoderThatThrowsLeavesNothing(Failure failure) throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        List<Throwable> failures = List.of(new IllegalStateException("on purpose"), new AssertionError("on purpose"));
        for (Throwable thrown : failures) {
            client.write(new TestFrame(bytes(50, 1)));
            long unwritten = client.connection().unwritten();
            FailingFrame failing = new FailingFrame(0, failure, thrown);
            assertThatThrownBy(() -> client.write(failing)).isSameAs(thrown);
            assertThat(client.connection().unwritten()).isLessThanOrEqualTo(unwritten);
            client.write(new TestFrame(bytes(60, 2)));
            client.connection().flush();
            int count = client.appended.size();
            server.awaitRequests(count);
            client.await("all out", () -> client.connection().unwritten() == 0);
            assertThat(failing.released).hasValue(0);
        }
        assertThat(client.lastSeq).isEqualTo(4);
        server.requests.forEach(request -> failAndEcho(server, request, failure));
        server.connection().flush();
        client.awaitAnswers(4);
        for (int i = 0; i < 4; i++) {
            assertThat(client.answers.get(i).seq()).isEqualTo(i + 1);
            assertThat(client.answers.get(i).message()).isEqualTo(i % 2 == 0 ? bytes(50, 1) : bytes(60, 2));
        }
    }

    private static void failAndEcho(ServerProbe server, ServerProbe.Received request, Failure failure) {
        Throwable thrown = new IllegalStateException("on purpose");
        FailingFrame failing = new FailingFrame(request.seq(), failure, thrown);
        assertThatThrownBy(() -> server.write(failing)).isSameAs(thrown);
        server.echo(request);
        assertThat(failing.released).hasValue(0);
    }

    @Test
    public void aWriteFromWithinAnEncoderIsRefused() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();
        List<Boolean> encoding = new ArrayList<>();
        client.write(new TestFrame(NOTHING) {
            @Override
            public void encode(WireBuffer out) {
                out.putByte(1);
                encoding.add(client.connection().isEncoding());
                refusal.set(thrownBy(() -> client.write(new TestFrame(NOTHING))));
                client.connection().flush();
                out.putByte(2);
            }
        });
        assertThat(refusal.getAndSet(null)).isInstanceOf(IllegalStateException.class);
        assertThat(encoding).containsExactly(true);
        assertThat(client.connection().isEncoding()).isFalse();
        client.connection().flush();
        server.awaitRequests(1);
        assertThat(server.requests.getFirst().message()).containsExactly(1, 2);
        server.write(new TestFrame(1, NOTHING, null) {
            @Override
            public void encode(WireBuffer out) {
                refusal.set(thrownBy(() -> server.connection().write(new TestFrame(1, NOTHING, null))));
                out.putByte(3);
            }
        });
        assertThat(refusal.get()).isInstanceOf(IllegalStateException.class);
        server.connection().flush();
        client.awaitAnswers(1);
        assertThat(client.answers.getFirst().message()).containsExactly(3);
    }

    private static @Nullable Throwable thrownBy(Runnable work) {
        try {
            work.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    public void isEncodingIsTrueForTheEncodersThreadOnly() throws Exception {
        ClientProbe client = client();
        pair(client, new ServerProbe());
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Thread writer = new Thread(() -> client.write(new TestFrame(NOTHING) {
            @Override
            public void encode(WireBuffer out) {
                within.countDown();
                TransportFixture.await(asked);
            }
        }));
        writer.start();
        await(within);
        assertThat(client.connection().isEncoding()).isFalse();
        // Neither do they wait for it.
        client.connection().flush();
        client.connection().flushNow();
        assertThat(client.connection().unwritten()).isZero();
        asked.countDown();
        writer.join();
    }

    @Test
    public void nothingIsAnsweredBeforeOnAppendedHasReturned() throws IOException {
        ClientProbe client = watch(new ClientProbe() {
            @Override
            void whenAppended(long seq, TestFrame frame) {
                // Long enough for a hasty transport: ClientProbe takes an answer before the end of this for broken.
                for (long until = System.nanoTime() + 50_000; System.nanoTime() < until; ) {
                    Thread.onSpinWait();
                }
            }
        });
        pair(client, new EchoServer());
        AtomicBoolean done = new AtomicBoolean();
        Thread flusher = new Thread(() -> {
            while (!done.get()) {
                client.connection().flushNow();
            }
        });
        flusher.start();
        try {
            for (int i = 0; i < 500; i++) {
                client.write(new TestFrame(bytes(i, i)));
            }
            client.connection().flush();
            client.awaitAnswers(500);
        } finally {
            done.set(true);
            join(flusher);
        }
        assertThat(client.violations).isEmpty();
    }

    @Test
    public void manyThreadsWriteAtOnceAndEachSeqIsAnsweredAsItWasAsked() throws IOException {
        int threads = 6;
        int each = 150;
        Map<Long, TestFrame> asked = new ConcurrentHashMap<>();
        ClientProbe client = watch(new ClientProbe() {
            @Override
            void whenAppended(long seq, TestFrame frame) {
                asked.put(seq, frame);
            }
        });
        ServerProbe server = new ServerProbe() {
            @Override
            void whenAsked(Received request) {
                serverRuntime.execute(() -> {
                    echo(request);
                    connection().flush();
                });
            }
        };
        pair(client, server);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int seed = i;
            writers.add(Thread.startVirtualThread(() -> {
                await(start);
                for (int n = 0; n < each; n++) {
                    client.write(ofMixedSize(seed * each + n));
                    if (n % 3 == 0) {
                        client.connection().flush();
                    } else if (n % 3 == 1) {
                        client.connection().flushNow();
                    }
                }
                client.connection().flush();
            }));
        }
        start.countDown();
        writers.forEach(WriteContract::join);
        client.awaitAnswers(threads * each);
        assertThat(client.answers).hasSize(threads * each);
        assertThat(asked).hasSize(threads * each);
        for (ClientProbe.Answer answer : client.answers) {
            TestFrame request = Objects.requireNonNull(asked.remove(answer.seq()), "answered twice");
            assertBytes(answer.message(), request.message, "message of " + answer.seq());
            assertBytes(answer.blob(), bytes(request.blob), "blob of " + answer.seq());
        }
    }

    private static TestFrame ofMixedSize(int seed) {
        int message = seed % 50 == 0 ? 40_000 : seed % 300;
        return switch (seed % 10) {
            case 1 -> new TestFrame(TestFrame.ACTION, bytes(message, seed), blob(20_000 + seed, seed));
            case 2, 3 -> new TestFrame(TestFrame.ACTION, bytes(message, seed), blob(seed % 700, seed));
            default -> new TestFrame(bytes(message, seed));
        };
    }

    static void join(Thread thread) {
        try {
            thread.join(TransportFixture.WAIT_MILLIS);
            assertThat(thread.isAlive()).isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void blobsAreGivenBackOnceWhenTheyAreOut() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new EchoServer();
        pair(client, server);
        for (int length : new int[] {0, 1, 1000, 16_384, 100_000, MAX_BLOB}) {
            client.send(NOTHING, blob(length, length));
        }
        client.awaitAnswers(6);
        client.await("all out", () -> client.connection().unwritten() == 0);
        server.await("all out", () -> server.connection().unwritten() == 0);
        for (ConnectionProbe probe : List.of(client, server)) {
            RuntimeFixture.eventually(
                    "given back",
                    () -> probe.appended.stream().allMatch(frame -> frame.released.get() == frame.dueReleases()));
        }
    }

    @Test
    public void blobsThatNeverLeftAreGivenBackOnceBeforeOnClosed() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        client.send(NOTHING, null);
        server.awaitRequests(1);
        for (int length : new int[] {0, 1, 16_384, 100_000}) {
            client.write(new TestFrame(TestFrame.ACTION, NOTHING, blob(length, length)));
            server.write(new TestFrame(1, NOTHING, blob(length, length)));
        }
        // The probes look at onClosed.
        close(client, server);
        assertThat(client.appended).hasSize(5);
        assertThat(server.appended).hasSize(4);
    }

    @Test
    public void sixtyFourKibibytesLeaveWithoutAFlush() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        client.write(new TestFrame(bytes(64 << 10, 1)));
        server.awaitRequests(1);
        for (int i = 0; i < 700; i++) {
            client.write(new TestFrame(bytes(1 << 10, i)));
        }
        // The first of them may go along with an earlier flush: what may lie is counted from the end.
        server.await("all but the last 64 KiB", () -> server.requests.size() > 1 + 700 - 64);
        server.write(new TestFrame(1, NOTHING, blob(64 << 10, 1)));
        client.awaitAnswers(1);
    }

    @Test
    public void whatIsWrittenWithinABatchIsFlushedAtItsEnd() throws IOException {
        ClientProbe client = watch(new ClientProbe() {
            @Override
            void whenAnswered(Answer answer) {
                if (answer.seq() == 1) {
                    write(new TestFrame(bytes(1, 1)));
                }
            }

            @Override
            void whenBatchEnds() {
                if (lastSeq == 2) {
                    write(new TestFrame(bytes(2, 2)));
                }
            }
        });
        ServerProbe server = new ServerProbe() {
            @Override
            void whenAsked(Received request) {
                if (request.seq() != 3) {
                    echo(request);
                }
            }

            @Override
            void whenBatchEnds() {
                if (highestSeq == 3) {
                    requests.stream().filter(request -> request.seq() == 3).forEach(this::echo);
                }
            }
        };
        pair(client, server);
        client.send(NOTHING, null);
        client.awaitAnswers(3);
    }

    @Test
    public void aWriteByAnotherThreadWhileTheConnectionOpensWaitsForItsHandler() throws IOException {
        List<Thread> writers = new ArrayList<>();
        ClientProbe client = watch(new ClientProbe() {
            @Override
            void whenOpened(ClientConnection opened) {
                CountDownLatch running = new CountDownLatch(1);
                Thread writer = new Thread(() -> {
                    running.countDown();
                    opened.write(new TestFrame(bytes(9, 9)), 0, 0, 0);
                    opened.flush();
                });
                writer.start();
                writers.add(writer);
                TransportFixture.await(running);
            }
        });
        pair(client, new EchoServer());
        writers.forEach(WriteContract::join);
        client.awaitAnswers(1);
        assertThat(client.answers.getFirst().message()).isEqualTo(bytes(9, 9));
    }
}
