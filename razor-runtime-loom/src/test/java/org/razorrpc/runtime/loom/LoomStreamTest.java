package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.SocketOptions;

@Timeout(30)
class LoomStreamTest {

    private final LoomRuntime runtime = new LoomRuntime(LoomConfig.DEFAULT);

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void optionsReachTheSocket() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            SocketOptions options = new SocketOptions(true, true, Duration.ofSeconds(7), Duration.ofMillis(1), 5);
            ChannelOptions.apply(channel, options);
            assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE))
                        .isEqualTo(7);
                assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                        .isOne();
                assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT))
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void writesAndReadsWithoutThePoolsWhenTheyAreExhausted() throws Exception {
        for (int i = 0; i < BufferPool.MAX_LENT; i++) {
            assertThat(runtime.writeBuffers().take()).isNotNull();
            assertThat(runtime.readBuffers().take()).isNotNull();
        }
        Collector handler = new Collector(300_000);
        try (ServerSocketChannel server = bound();
                Socket peer = new Socket("127.0.0.1", port(server))) {
            handler.outbound.add(ByteBuffer.allocate(100_000));
            LoomStream stream = runtime.stream(server.accept());
            stream.start(handler);
            stream.requestWrite();
            assertThat(peer.getInputStream().readNBytes(100_000)).hasSize(100_000);
            peer.getOutputStream().write(new byte[300_000]);
            assertThat(handler.received.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void buffersAreBackWhenTheStreamIsIdleOrClosed() throws Exception {
        Collector handler = new Collector(300_000);
        try (ServerSocketChannel server = bound();
                Socket peer = new Socket("127.0.0.1", port(server))) {
            LoomStream stream = runtime.stream(server.accept());
            stream.start(handler);
            peer.getOutputStream().write(new byte[300_000]);
            assertThat(handler.received.await(10, TimeUnit.SECONDS)).isTrue();
            // A batch that the kernel does not take whole, and a close in the middle of it.
            handler.outbound.add(ByteBuffer.allocate(64 << 20));
            stream.requestWrite();
            assertThat(handler.writing.await(10, TimeUnit.SECONDS)).isTrue();
            stream.close();
            assertThat(handler.closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
        List<ByteBuffer> all = new ArrayList<>();
        for (int i = 0; i < BufferPool.MAX_LENT; i++) {
            all.add(runtime.readBuffers().take());
            all.add(runtime.writeBuffers().take());
        }
        assertThat(all).doesNotContainNull();
    }

    @Test
    void aBatchTooLargeForTheCallerIsWrittenByTheWriter() throws Exception {
        Collector handler = new Collector(1);
        try (ServerSocketChannel server = bound();
                Socket peer = new Socket("127.0.0.1", port(server))) {
            LoomStream stream = runtime.stream(server.accept());
            stream.start(handler);
            InputStream in = peer.getInputStream();
            handler.outbound.add(ByteBuffer.allocate(10));
            stream.writeNow();
            assertThat(in.readNBytes(10)).hasSize(10);
            handler.outbound.add(ByteBuffer.allocate(1 << 20));
            stream.writeNow();
            assertThat(in.readNBytes(1 << 20)).hasSize(1 << 20);
            assertThat(handler.writers).first().isSameAs(Thread.currentThread());
            assertThat(handler.writers.subList(1, handler.writers.size()))
                    .isNotEmpty()
                    .doesNotContain(Thread.currentThread());
        }
    }

    @Test
    void thePeerLearnsOfACloseWhileACallbackIsUnderWay() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Collector handler = new Collector(1) {
            @Override
            public void onRead(ByteBuffer in) {
                super.onRead(in);
                try {
                    assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        try (ServerSocketChannel server = bound();
                Socket peer = new Socket("127.0.0.1", port(server))) {
            LoomStream stream = runtime.stream(server.accept());
            stream.start(handler);
            peer.getOutputStream().write(1);
            assertThat(handler.received.await(10, TimeUnit.SECONDS)).isTrue();
            stream.close();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertThat(handler.closed.getCount()).isOne();
            goOn.countDown();
            assertThat(handler.closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.channel().isOpen()).isFalse();
        }
    }

    private static ServerSocketChannel bound() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    }

    private static int port(ServerSocketChannel server) {
        return server.socket().getLocalPort();
    }

    /** Yields what is outbound in one batch, and counts what arrives. */
    private static class Collector implements ByteStreamHandler {

        private final List<ByteBuffer> outbound = new CopyOnWriteArrayList<>();
        private final List<Thread> writers = new CopyOnWriteArrayList<>();
        private final CountDownLatch received = new CountDownLatch(1);
        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private long missing;

        Collector(long expected) {
            missing = expected;
        }

        @Override
        public void pull(Consumer<ByteBuffer> batch) {
            outbound.forEach(batch);
            outbound.clear();
        }

        @Override
        public void onWritten(long count) {
            writers.add(Thread.currentThread());
            writing.countDown();
        }

        @Override
        public @Nullable ByteBuffer readTarget() {
            return null;
        }

        @Override
        public void onTargetRead(int count) {}

        @Override
        public void onRead(ByteBuffer in) {
            missing -= in.remaining();
            if (missing <= 0) {
                received.countDown();
            }
        }

        @Override
        public void onReadEnd() {}

        @Override
        public void onInputEnd() {}

        @Override
        public void onClosed(@Nullable Throwable cause) {
            closed.countDown();
        }
    }
}
