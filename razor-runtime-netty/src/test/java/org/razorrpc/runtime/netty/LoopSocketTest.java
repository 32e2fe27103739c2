package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.SocketOptions;

/** When a socket reports, on each kind of loop. */
@Timeout(60)
class LoopSocketTest {

    private IoLoop loop;
    private LoopSocket listening;

    /** A connected socket that counts what it reports, and its peer. */
    private final class Watched implements LoopSocket.Events, AutoCloseable {
        private final AtomicInteger reports = new AtomicInteger();
        private final SocketChannel peer;
        private final LoopSocket socket;

        private Watched() throws Exception {
            peer = SocketChannel.open(listening.localAddress());
            LoopSocket accepted = null;
            while (accepted == null) {
                accepted = listening.accept();
            }
            socket = accepted;
            onLoop(() -> socket.register(loop, this));
        }

        private void interest(boolean read, boolean write) throws Exception {
            onLoop(() -> socket.interest(read, write));
        }

        private int readOne() throws Exception {
            int[] count = new int[1];
            onLoop(() -> count[0] = socket.read(ByteBuffer.allocateDirect(1)));
            return count[0];
        }

        @Override
        public void ready(boolean readable, boolean writable) {
            reports.incrementAndGet();
        }

        @Override
        public void close() throws IOException {
            loop.tryExecute(socket::release);
            peer.close();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Runs it and waits for it. */
    private void onLoop(Step step) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        assertThat(loop.tryExecute(() -> {
                    try {
                        step.run();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                }))
                .isTrue();
        done.get(10, TimeUnit.SECONDS);
    }

    /** The loop looks at its sockets between two tasks that come from outside. */
    private void turns(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            onLoop(() -> {});
        }
    }

    private void start(SocketKind kind) throws IOException {
        assumeTrue(kind != SocketKind.IO_URING || Rig.permitsUring(), "this machine permits no io_uring");
        loop = new IoLoop(kind.handlerFactory(), "watch");
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        listening = kind.bind(any, new ListenConfig(any, 16, 1000, false, SocketOptions.DEFAULT, null));
    }

    @AfterEach
    void end() throws InterruptedException {
        if (loop != null) {
            listening.release();
            loop.shutdown();
            loop.join(TimeUnit.SECONDS.toNanos(10));
        }
    }

    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void whatIsLeftUnreadIsReportedAgain(SocketKind kind) throws Exception {
        start(kind);
        try (Watched watched = new Watched()) {
            watched.interest(true, false);
            turns(100);
            assertThat(watched.reports).hasValue(0);
            watched.peer.write(ByteBuffer.allocate(2));
            Await.until("a report", () -> watched.reports.get() > 10);
            assertThat(watched.readOne()).isEqualTo(1);
            int before = watched.reports.get();
            Await.until("the second byte is reported", () -> watched.reports.get() > before + 10);
            assertThat(watched.readOne()).isEqualTo(1);
            turns(10);
            int after = watched.reports.get();
            turns(100);
            assertThat(watched.reports).hasValue(after);
        }
    }

    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void whoDoesNotReadHearsOfAHalfCloseAFewTimesAtMost(SocketKind kind) throws Exception {
        start(kind);
        try (Watched watched = new Watched()) {
            watched.interest(false, false);
            watched.peer.write(ByteBuffer.allocate(1));
            watched.peer.shutdownOutput();
            turns(200);
            assertThat(watched.reports.get()).isLessThan(5);
            watched.interest(true, false);
            Await.until("the byte", () -> watched.reports.get() > 10);
            assertThat(watched.readOne()).isEqualTo(1);
            assertThat(watched.readOne()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void aReleasedSocketReportsNothingEvenIfItsDescriptorIsUsedAgain(SocketKind kind) throws Exception {
        start(kind);
        for (int i = 0; i < 20; i++) {
            Watched old = new Watched();
            old.interest(true, false);
            onLoop(() -> {
                // Asked for and taken back before the kernel hears of either.
                old.socket.interest(true, true);
                old.socket.release();
            });
            assertThat(old.peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            int before = old.reports.get();
            try (Watched next = new Watched()) {
                next.interest(true, false);
                next.peer.write(ByteBuffer.allocate(1));
                Await.until("a report", () -> next.reports.get() > 3);
                assertThat(next.readOne()).isEqualTo(1);
            }
            assertThat(old.reports).hasValue(before);
            old.peer.close();
        }
    }

    /** Netty prepares its end while other sockets are still watched, and before the members are told. */
    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void aLoopThatIsShutDownWhileItReportsEndsAtOnce(SocketKind kind) throws Exception {
        start(kind);
        CountDownLatch reporting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Watched idle = new Watched();
        idle.interest(true, false);
        Watched busy = new Watched();
        busy.socket.events((readable, writable) -> {
            reporting.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        busy.interest(true, false);
        onLoop(() -> {
            loop.add(idle.socket::release);
            loop.add(busy.socket::release);
        });
        busy.peer.write(ByteBuffer.allocate(1));
        reporting.await();
        loop.shutdown();
        goOn.countDown();
        loop.join(TimeUnit.SECONDS.toNanos(10));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("watch"));
        assertThat(idle.peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        idle.peer.close();
        busy.peer.close();
    }
}
