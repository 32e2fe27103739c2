package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StreamCloseTest {

    private static int readToEnd(SocketChannel peer) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        int total = 0;
        for (int count = peer.read(buffer); count >= 0; count = peer.read(buffer.clear())) {
            total += count;
        }
        return total;
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void peersHalfCloseLeavesTheWayOutOpen(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            peer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            peer.shutdownOutput();
            assertThat(handler.inputEnd.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(handler.received()).containsExactly(1, 2, 3);
            handler.send(new byte[100_000]);
            handler.stream().shutdownOutput();
            assertThat(readToEnd(peer)).isEqualTo(100_000);
            assertThat(handler.closes).hasValue(0);
            handler.stream().close();
            assertThat(handler.awaitClosed()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void shutdownOutputComesAfterEverythingAppended(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            handler.send(new byte[5 << 20]);
            handler.append(ByteBuffer.allocate(1 << 20));
            handler.stream().shutdownOutput();
            assertThat(readToEnd(peer)).isEqualTo(6 << 20);
            // The way in is still open.
            peer.write(ByteBuffer.wrap(new byte[] {1}));
            Await.until("a byte after it", () -> handler.received.get() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void closeFromManyThreadsGivesOneOnClosedWithoutCause(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            handler.send(new byte[10 << 20]);
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 0; i < 8; i++) {
                Thread.startVirtualThread(() -> {
                    try {
                        start.await();
                        handler.stream().close();
                    } catch (Exception e) {
                        handler.note(e.toString());
                    }
                });
            }
            start.countDown();
            assertThat(handler.awaitClosed()).isNull();
            handler.stream().requestWrite();
            handler.stream().resumeReading();
            handler.stream().shutdownOutput();
            assertThat(peer.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void closeAtAnyMomentOfAnEchoGivesOneOnClosedOnBothSides(Rig.Net net) throws Exception {
        Random random = new Random(9);
        try (Rig rig = new Rig(net)) {
            rig.serverHandlers = () -> new TestHandler() {
                @Override
                void read(ByteBuffer in) {
                    append(ByteBuffer.allocate(in.remaining()));
                    stream.join().requestWrite();
                    in.position(in.limit());
                }

                @Override
                public void onInputEnd() {
                    super.onInputEnd();
                    stream.join().close();
                }
            };
            rig.listen();
            for (int i = 0; i < 200; i++) {
                int closeAfter = random.nextInt(100_000);
                TestHandler client = new TestHandler() {
                    @Override
                    void read(ByteBuffer in) {
                        keep(in);
                        if (received.get() >= closeAfter) {
                            stream.join().close();
                        } else {
                            append(ByteBuffer.allocate(1 + closeAfter / 3));
                            stream.join().writeNow();
                        }
                    }
                };
                rig.connect(client);
                client.send(new byte[1 + closeAfter / 5]);
                assertThat(client.awaitClosed()).isNull();
                rig.nextAccepted().awaitClosed();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Rig.Net.class,
            names = {"EPOLL_V4", "NIO_V4"})
    void resetByThePeerClosesWithItsCause(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen()) {
            SocketChannel peer = rig.plainPeer();
            TestHandler handler = rig.nextAccepted();
            peer.setOption(StandardSocketOptions.SO_LINGER, 0);
            peer.close();
            assertThat(handler.awaitClosed()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Rig.Net.class,
            names = {"EPOLL_V4", "EPOLL_V6"})
    void resetIsNoticedWhileReadingIsPaused(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen()) {
            SocketChannel peer = rig.plainPeer();
            TestHandler handler = rig.nextAccepted();
            handler.stream().pauseReading();
            peer.setOption(StandardSocketOptions.SO_LINGER, 0);
            peer.close();
            assertThat(handler.awaitClosed()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Rig.Net.class,
            names = {"EPOLL_V4", "EPOLL_V6"})
    void resetIsNoticedByAStreamThatWasPausedFromTheStart(Rig.Net net) throws Exception {
        TestHandler handler = new TestHandler();
        handler.stream.thenAccept(stream -> stream.pauseReading());
        try (Rig rig = new Rig(net)) {
            rig.serverHandlers = () -> handler;
            rig.listen();
            SocketChannel peer = rig.plainPeer();
            rig.nextAccepted();
            peer.setOption(StandardSocketOptions.SO_LINGER, 0);
            peer.close();
            assertThat(handler.awaitClosed()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void writingToAPeerThatIsGoneClosesWithItsCause(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen()) {
            SocketChannel peer = rig.plainPeer();
            TestHandler handler = rig.nextAccepted();
            handler.send(new byte[20 << 20]);
            Await.until("some of it is out", () -> handler.written.get() > 0);
            peer.close();
            assertThat(handler.awaitClosed()).isInstanceOf(IOException.class);
        }
    }

    private interface Trigger {
        void pull(SocketChannel peer) throws Exception;
    }

    private static void brokenHandlerClosesTheStream(Rig.Net net, TestHandler broken, Trigger trigger)
            throws Exception {
        try (Rig rig = new Rig(net)) {
            rig.serverHandlers = () -> broken;
            rig.listen();
            try (SocketChannel peer = rig.plainPeer()) {
                rig.nextAccepted();
                trigger.pull(peer);
                assertThat(broken.awaitClosed()).hasMessage("broken on purpose");
                rig.serverHandlers = TestHandler::new;
                try (SocketChannel next = rig.plainPeer()) {
                    next.write(ByteBuffer.wrap(new byte[] {1}));
                    TestHandler healthy = rig.nextAccepted();
                    Await.until("other streams live on", () -> healthy.received.get() == 1);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void handlerThatThrowsWhenReadingIsClosedWithWhatItThrew(Rig.Net net) throws Exception {
        TestHandler broken = new TestHandler() {
            @Override
            void read(ByteBuffer in) {
                throw new IllegalStateException("broken on purpose");
            }
        };
        brokenHandlerClosesTheStream(net, broken, peer -> peer.write(ByteBuffer.wrap(new byte[] {1})));
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void handlerThatThrowsWhenPulledIsClosedWithWhatItThrew(Rig.Net net) throws Exception {
        TestHandler broken = new TestHandler() {
            @Override
            public void pull(Consumer<ByteBuffer> batch) {
                throw new AssertionError("broken on purpose");
            }
        };
        brokenHandlerClosesTheStream(net, broken, peer -> broken.stream().requestWrite());
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void methodsMayBeCalledBeforeTheHandlerIsKnown(Rig.Net net) throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        try (Rig rig = new Rig(net)) {
            TestHandler handler = new TestHandler();
            handler.append(ByteBuffer.wrap(new byte[] {7}));
            handler.stream.thenAccept(stream -> {
                stream.pauseReading();
                stream.requestWrite();
            });
            rig.serverHandlers = () -> first.getAndSet(false) ? handler : new TestHandler();
            rig.listen();
            try (SocketChannel peer = rig.plainPeer()) {
                ByteBuffer one = ByteBuffer.allocate(1);
                peer.read(one);
                assertThat(one.get(0)).isEqualTo((byte) 7);
                TestHandler closedAtOnce = new TestHandler();
                closedAtOnce.stream.thenAccept(stream -> stream.close());
                rig.connect(closedAtOnce);
                assertThat(closedAtOnce.awaitClosed()).isNull();
            }
        }
    }
}
