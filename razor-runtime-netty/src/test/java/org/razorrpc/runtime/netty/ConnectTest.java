package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.RpcRuntime;

@Timeout(60)
class ConnectTest {

    private static Throwable failure(NettyConfig.Transport transport, SocketAddress remote, Duration timeout)
            throws Exception {
        try (RpcRuntime runtime = Rig.runtime(transport, 1)) {
            Rig.Opening opening = new Rig.Opening(new TestHandler());
            runtime.connect(Rig.to(remote, timeout), opening);
            Throwable failure = opening.failure();
            assertThat(opening.calls).containsExactly("failed");
            return failure;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A listener that never accepts, with a full backlog: connecting to it gets no answer. */
    private static final class BlackHole implements AutoCloseable {
        private final ServerSocketChannel server;
        private final List<SocketChannel> fill = new ArrayList<>();

        private BlackHole(SocketAddress local) throws IOException {
            boolean unix = local instanceof UnixDomainSocketAddress;
            server = unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
            server.bind(local, 1);
            // A backlog of 1 holds two.
            for (int i = 0; i < 2; i++) {
                fill.add(SocketChannel.open(server.getLocalAddress()));
            }
        }

        private SocketAddress address() throws IOException {
            return server.getLocalAddress();
        }

        private void acceptWaiting() throws IOException {
            server.accept().close();
            server.accept().close();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : fill) {
                channel.close();
            }
            server.close();
        }
    }

    private static BlackHole tcpHole() throws IOException {
        return new BlackHole(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void refusedConnectionNamesTheAddress(NettyConfig.Transport transport) throws Exception {
        int port = freePort();
        Throwable failure = failure(transport, new InetSocketAddress("127.0.0.1", port), Duration.ofSeconds(10));
        assertThat(failure)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tcp://127.0.0.1:" + port)
                .hasMessageContaining("refused");
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void missingSocketFileIsNamed(NettyConfig.Transport transport, @TempDir Path directory) throws Exception {
        Path path = directory.resolve("nobody");
        assertThat(failure(transport, UnixDomainSocketAddress.of(path), Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unix://" + path)
                .hasMessageMatching("(?i).*no such file.*");
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void pathThatIsTooLongIsRefusedInsteadOfCut(NettyConfig.Transport transport, @TempDir Path directory)
            throws Exception {
        Path path = directory.resolve("x".repeat(120));
        assertThat(failure(transport, UnixDomainSocketAddress.of(path), Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes");
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void fullBacklogOfAUnixSocketIsWaitedFor(NettyConfig.Transport transport, @TempDir Path directory)
            throws Exception {
        Path path = directory.resolve("socket");
        try (BlackHole hole = new BlackHole(UnixDomainSocketAddress.of(path));
                RpcRuntime runtime = Rig.runtime(transport, 1)) {
            assertThat(failure(transport, hole.address(), Duration.ofMillis(200)))
                    .hasMessageContaining("200 ms");
            Rig.Opening opening = new Rig.Opening(new TestHandler());
            runtime.connect(Rig.to(hole.address(), Duration.ofSeconds(10)), opening);
            hole.acceptWaiting();
            assertThat(opening.failure()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void cancelAfterOpeningDoesNothing(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen()) {
            TestHandler handler = new TestHandler();
            Rig.Opening opening = new Rig.Opening(handler);
            Cancellable attempt = rig.runtime.connect(Rig.to(rig.remote(), Duration.ofSeconds(10)), opening);
            assertThat(opening.failure()).isNull();
            attempt.cancel();
            rig.nextAccepted().send(new byte[] {1});
            Await.until("the stream lives", () -> handler.received.get() == 1);
            assertThat(opening.calls).containsExactly("opened");
        }
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void runtimeThatIsClosedFailsWhatIsUnderWay(NettyConfig.Transport transport) throws Exception {
        try (BlackHole hole = tcpHole()) {
            RpcRuntime runtime = Rig.runtime(transport, 1);
            Rig.Opening before = new Rig.Opening(new TestHandler());
            runtime.connect(Rig.to(hole.address(), Duration.ofSeconds(30)), before);
            runtime.close();
            assertThat(before.failure()).isInstanceOf(IOException.class).hasMessageContaining("closed");
            Rig.Opening after = new Rig.Opening(new TestHandler());
            runtime.connect(Rig.to(hole.address(), Duration.ofSeconds(30)), after);
            assertThat(after.failure()).isInstanceOf(IOException.class).hasMessageContaining("closed");
        }
    }
}
