package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StreamCloseTest {

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
    @EnumSource(
            value = Rig.Net.class,
            names = {"EPOLL_V4", "NIO_V4", "URING_V4"})
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
            names = {"EPOLL_V4", "EPOLL_V6", "URING_V4", "URING_V6"})
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
            names = {"EPOLL_V4", "EPOLL_V6", "URING_V4", "URING_V6"})
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

    private interface Trigger {
        void pull(SocketChannel peer) throws Exception;
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
