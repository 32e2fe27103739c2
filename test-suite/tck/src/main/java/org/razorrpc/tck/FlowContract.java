package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.Listener;

/** Pausing, half-closing, closing, and handlers that fail. */
abstract class FlowContract extends BytesContract {

    private static final int MUCH = 64 << 10;

    /** Where a handler throws. */
    enum Spot {
        PULL,
        WRITTEN,
        TARGET,
        TARGET_READ,
        READ,
        READ_END,
        INPUT_END
    }

    @ParameterizedTest
    @EnumSource
    public void handsOverNothingFromAPauseInACallbackUntilResumed(Net net) throws IOException {
        Probe server = probe();
        Probe client = watch(new Probe(runtime) {
            @Override
            void whenRead(ByteBuffer in) {
                if (in.hasRemaining() && received == 1) {
                    stream().pauseReading();
                }
                super.whenRead(in);
            }
        });
        pair(net, client, server);
        server.send(ByteBuffer.allocate(1));
        client.await("the flush point", () -> client.reads().equals(List.of("read:1", "end")));
        server.send(ByteBuffer.allocate(MUCH));
        server.await("more in the kernel", () -> server.written == 1 + MUCH);
        roundTrip(net);
        assertThat(client.reads()).containsExactly("read:1", "end");
        client.stream().resumeReading();
        client.await("the rest", () -> client.received == 1 + MUCH);
        assertThat(client.reads()).startsWith("read:1", "end", "read:0", "end");
    }

    @ParameterizedTest
    @EnumSource
    public void handsOverNothingFromAPauseByAnotherThreadUntilResumed(Net net) throws IOException {
        Probe server = probe();
        Probe client = probe();
        pair(net, client, server);
        roundTrip(net);
        client.stream().pauseReading();
        client.stream().pauseReading();
        server.send(ByteBuffer.allocate(MUCH));
        server.await("bytes in the kernel", () -> server.written == MUCH);
        roundTrip(net);
        assertThat(client.reads()).isEmpty();
        client.stream().resumeReading();
        client.await("the rest", () -> client.received == MUCH);
        assertThat(client.reads()).startsWith("read:0", "end");
    }

    @ParameterizedTest
    @EnumSource
    public void resumingCallsBackWithNothingEvenIfNothingArrives(Net net) throws IOException {
        Probe server = probe();
        Probe client = probe();
        pair(net, client, server);
        roundTrip(net);
        client.stream().resumeReading();
        client.stream().pauseReading();
        client.stream().resumeReading();
        client.await("the empty read", () -> client.reads().equals(List.of("read:0", "end")));
        server.send(ByteBuffer.allocate(3));
        client.await("reading goes on", () -> client.received == 3);
    }

    @ParameterizedTest
    @EnumSource
    public void halfCloseLeavesTheOtherWayOpen(Net net) throws IOException {
        Probe server = checking();
        Probe client = checking();
        pair(net, client, server);
        Pattern out = new Pattern();
        client.append(out.fill(ByteBuffer.allocate(5 << 20)), out.fill(ByteBuffer.allocateDirect(1 << 20)));
        client.stream().shutdownOutput();
        server.await("the end", () -> server.inputEnded);
        assertThat(server.received).isEqualTo(6 << 20);
        Pattern back = new Pattern();
        server.send(back.fill(ByteBuffer.allocate(3 << 20)));
        client.await("the way back", () -> client.received == 3 << 20);
        server.stream().shutdownOutput();
        client.await("the end of the way back", () -> client.inputEnded);
        roundTrip(net);
        assertThat(client.closedCount + server.closedCount).isZero();
        client.stream().close();
        server.stream().close();
        assertThat(client.awaitClosed().cause).isNull();
        assertThat(server.awaitClosed().cause).isNull();
    }

    @ParameterizedTest
    @EnumSource
    public void halfCloseWaitsForAllThatPullsStillYield(Net net) throws IOException {
        int pulls = 5;
        Pattern out = new Pattern();
        Probe server = checking();
        Probe client = watch(new Probe(runtime) {
            private int yielded;

            @Override
            void whenPulled(Consumer<ByteBuffer> batch) {
                if (yielded++ < pulls) {
                    batch.accept(out.fill(ByteBuffer.allocate(MUCH)));
                }
            }
        });
        pair(net, client, server);
        client.stream().shutdownOutput();
        server.await("the end", () -> server.inputEnded);
        assertThat(server.received).isEqualTo(pulls * MUCH);
    }

    @ParameterizedTest
    @EnumSource
    public void closeAtAnyMomentIsReportedOnceAndLast(Net net) throws IOException {
        for (int i = 0; i < 60; i++) {
            long moment = ThreadLocalRandom.current().nextLong(i % 10 == 0 ? 1 : 2_000_000);
            int by = i % 4;
            Echo server = watch(new Echo(runtime));
            Source client = watch(new Source(runtime, () -> true) {
                @Override
                void whenWritten(long count) {
                    closeAt(by == 0, written);
                }

                @Override
                void whenRead(ByteBuffer in) {
                    super.whenRead(in);
                    closeAt(by == 1, received);
                }

                @Override
                void whenReadEnd() {
                    closeAt(by == 2, received);
                }

                private void closeAt(boolean here, long position) {
                    if (here && position > moment) {
                        stream().close();
                        stream().close();
                        stream().requestWrite();
                        stream().writeNow();
                        stream().resumeReading();
                        stream().shutdownOutput();
                    }
                }
            });
            pair(net, client, server);
            client.stream().requestWrite();
            if (by == 3) {
                client.await("the moment", () -> client.written > moment);
                client.stream().close();
            }
            assertThat(client.awaitClosed().cause).isNull();
            server.awaitClosed();
        }
    }

    @Test
    public void streamsThatAreNeverIdleStarveNobody() throws IOException {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            Probe server = probe();
            Probe client = watch(new Probe(runtime) {
                private final ByteBuffer chunk = ByteBuffer.allocateDirect(8 << 10);

                @Override
                void whenPulled(Consumer<ByteBuffer> batch) {
                    batch.accept(chunk.clear());
                    stream().requestWrite();
                }
            });
            pair(Net.TCP4, client, server);
            client.stream().requestWrite();
            server.await("the flood", () -> server.received > 1 << 20);
        }
        for (int i = 0; i < 20; i++) {
            roundTrip(Net.TCP4);
        }
    }

    @ParameterizedTest
    @EnumSource
    public void closeOfAStreamWhosePeerDoesNotReadIsReported(Net net) throws IOException {
        Probe server = probe();
        Source client = watch(new Source(runtime, () -> true));
        pair(net, client, server);
        server.stream().pauseReading();
        client.stream().requestWrite();
        client.await("bytes in the kernel", () -> client.written > 0);
        client.stream().close();
        assertThat(client.awaitClosed().cause).isNull();
    }

    @ParameterizedTest
    @EnumSource
    public void writingToAPeerThatIsGoneClosesWithTheCause(Net net) throws IOException {
        Probe server = watch(new Probe(runtime) {
            @Override
            void whenRead(ByteBuffer in) {
                super.whenRead(in);
                stream().close();
            }
        });
        Source client = watch(new Source(runtime, () -> true));
        pair(net, client, server);
        client.stream().requestWrite();
        assertThat(client.awaitClosed().cause).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    public void whatACallbackThrowsClosesItsStreamOnly(Spot spot) throws IOException {
        Probe server = watch(new Echo(runtime));
        Throwing client = watch(new Throwing(spot));
        Probe other = probe();
        try (Listener listener = listen(Net.TCP4.any(directory), server)) {
            connect(listener, client);
            server.await("accepted", server::isOpen);
            client.send(ByteBuffer.allocate(100));
            if (spot == Spot.INPUT_END) {
                client.await("an echo", () -> client.received == 100);
                server.stream().shutdownOutput();
            }
            assertThat(client.awaitClosed().cause).hasMessage("thrown on purpose");
            server.awaitClosed();
        }
        pair(Net.TCP4, other, watch(new Echo(runtime)));
        other.send(ByteBuffer.allocate(1));
        other.await("other streams work", () -> other.received == 1);
    }

    @Test
    public void writeNowOfAnInterruptedThreadWritesAndKeepsTheFlag() throws IOException {
        Probe server = probe();
        Probe client = probe();
        pair(Net.TCP4, client, server);
        Thread.currentThread().interrupt();
        client.sendNow(ByteBuffer.allocate(7));
        assertThat(Thread.interrupted()).isTrue();
        server.await("the bytes", () -> server.received == 7);
        client.sendNow(ByteBuffer.allocate(7));
        server.await("more bytes", () -> server.received == 14);
    }

    @Test
    public void anInterruptOfAWriteAndReadHarmsNothing() throws Exception {
        Echo server = watch(new Echo(runtime));
        Probe client = probe();
        pair(Net.TCP4, client, server);
        for (int i = 1; i <= 50; i++) {
            int count = i;
            AtomicBoolean flag = new AtomicBoolean();
            Thread caller = Thread.ofPlatform().start(() -> {
                client.sendAndRead(() -> false, ByteBuffer.allocate(1));
                while (!Thread.currentThread().isInterrupted()) {
                    client.sendAndRead(() -> false);
                }
                flag.set(Thread.currentThread().isInterrupted());
            });
            // Its write is over: what that does when it is interrupted is not what is looked at here.
            client.await("echo " + i, () -> client.received == count && client.written == count);
            caller.interrupt();
            caller.join();
            assertThat(flag).isTrue();
        }
    }

    @Test
    public void anInterruptFlagThatACallbackLeavesBehindHarmsNothing() throws IOException {
        Probe client = probe();
        Probe server = watch(new Probe(runtime) {
            @Override
            void whenRead(ByteBuffer in) {
                super.whenRead(in);
                Thread.currentThread().interrupt();
                send(ByteBuffer.allocate(1));
            }

            @Override
            void whenWritten(long count) {
                Thread.currentThread().interrupt();
            }
        });
        pair(Net.TCP4, client, server);
        for (int i = 1; i <= 20; i++) {
            int count = i;
            client.send(ByteBuffer.allocate(1));
            client.await("echo " + i, () -> client.received == count);
        }
    }

    @ParameterizedTest
    @EnumSource
    public void readsNothingBeforeTheAcceptorReturns(Net net) throws IOException {
        boolean[] returned = new boolean[1];
        Probe server = watch(new Probe(runtime) {
            @Override
            void whenRead(ByteBuffer in) {
                super.whenRead(in);
                assertThat(returned[0]).isTrue();
            }
        });
        Probe client = probe();
        try (Listener listener = runtime.listen(listening(net.any(directory)), stream -> {
            server.attach(stream);
            askForEverything(stream);
            returned[0] = true;
            return server;
        })) {
            connect(listener, client);
            client.send(ByteBuffer.allocate(1));
            server.await("a byte", () -> server.received == 1);
        }
    }

    /** A stream whose handler is not known yet takes every call. */
    private static void askForEverything(ByteStream stream) {
        stream.requestWrite();
        stream.writeNow();
        stream.pauseReading();
        stream.resumeReading();
        assertThat(stream.localAddress()).isNotNull();
        assertThat(stream.remoteAddress()).isNotNull();
    }

    private final class Throwing extends Probe {

        private final Spot spot;

        Throwing(Spot spot) {
            super(runtime);
            this.spot = spot;
        }

        @Override
        void whenPulled(Consumer<ByteBuffer> batch) {
            throwAt(Spot.PULL);
        }

        @Override
        void whenWritten(long count) {
            throwAt(Spot.WRITTEN);
        }

        @Override
        @Nullable
        ByteBuffer whenTarget() {
            throwAt(Spot.TARGET);
            return spot == Spot.TARGET_READ ? ByteBuffer.allocate(10) : null;
        }

        @Override
        void whenTargetRead(int count) {
            throwAt(Spot.TARGET_READ);
        }

        @Override
        void whenRead(ByteBuffer in) {
            super.whenRead(in);
            throwAt(Spot.READ);
        }

        @Override
        void whenReadEnd() {
            throwAt(Spot.READ_END);
        }

        @Override
        void whenInputEnd() {
            throwAt(Spot.INPUT_END);
        }

        private void throwAt(Spot here) {
            if (here == spot) {
                throw new IllegalStateException("thrown on purpose");
            }
        }
    }
}
