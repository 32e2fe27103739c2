package org.razorrpc.runtime.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.SocketOptions;
import org.razorrpc.stream.spi.StreamOpener;

/** A runtime, a listener on one kind of address, and the means to connect to it. */
final class Rig implements AutoCloseable {

    /** What the tests run on. */
    enum Net {
        EPOLL_V4(NettyConfig.Transport.EPOLL, "127.0.0.1"),
        EPOLL_V6(NettyConfig.Transport.EPOLL, "::1"),
        EPOLL_UNIX(NettyConfig.Transport.EPOLL, null),
        NIO_V4(NettyConfig.Transport.NIO, "127.0.0.1"),
        NIO_V6(NettyConfig.Transport.NIO, "::1"),
        NIO_UNIX(NettyConfig.Transport.NIO, null),
        URING_V4(NettyConfig.Transport.IO_URING, "127.0.0.1"),
        URING_V6(NettyConfig.Transport.IO_URING, "::1"),
        URING_UNIX(NettyConfig.Transport.IO_URING, null);

        final NettyConfig.Transport transport;
        final String host;

        Net(NettyConfig.Transport transport, String host) {
            this.transport = transport;
            this.host = host;
        }

        boolean unix() {
            return host == null;
        }

        static Net v4(NettyConfig.Transport transport) {
            return Stream.of(values())
                    .filter(net -> net.transport == transport && "127.0.0.1".equals(net.host))
                    .findFirst()
                    .orElseThrow();
        }
    }

    final RpcRuntime runtime;
    final Net net;
    final LinkedBlockingQueue<TestHandler> accepted = new LinkedBlockingQueue<>();
    Supplier<TestHandler> serverHandlers = TestHandler::new;
    private final Path directory;
    private final List<TestHandler> handlers = new ArrayList<>();
    private Listener listener;

    Rig(Net net) throws IOException {
        this(net, 2);
    }

    Rig(Net net, int ioThreads) throws IOException {
        this.net = net;
        runtime = runtime(net.transport, ioThreads);
        directory = Files.createTempDirectory("razor");
    }

    static boolean permitsUring() {
        return IoUring.isAvailable();
    }

    /** Skips the test where there is no io_uring. */
    static void assumePermitted(NettyConfig.Transport transport) {
        assumeTrue(transport != NettyConfig.Transport.IO_URING || permitsUring(), "this machine permits no io_uring");
    }

    static RpcRuntime runtime(NettyConfig.Transport transport, int ioThreads) {
        assumePermitted(transport);
        return new NettyRuntimeProvider()
                .create(NettyConfig.builder()
                        .transport(transport)
                        .ioThreads(ioThreads)
                        .name("test")
                        .build());
    }

    static Stream<NettyConfig.Transport> transports() {
        return Stream.of(NettyConfig.Transport.EPOLL, NettyConfig.Transport.NIO, NettyConfig.Transport.IO_URING);
    }

    Path path() {
        return directory.resolve("socket");
    }

    SocketAddress local() throws IOException {
        return net.unix()
                ? UnixDomainSocketAddress.of(path())
                : new InetSocketAddress(InetAddress.getByName(net.host), 0);
    }

    Rig listen() throws IOException {
        return listen(10_000);
    }

    Rig listen(int acceptsPerSecond) throws IOException {
        ListenConfig config = new ListenConfig(local(), 128, acceptsPerSecond, false, SocketOptions.DEFAULT, null);
        listener = runtime.listen(config, this::accept);
        return this;
    }

    Listener listener() {
        return listener;
    }

    private ByteStreamHandler accept(ByteStream stream) {
        TestHandler handler = serverHandlers.get();
        if (handler != null) {
            handler.stream.complete(stream);
            accepted.add(handler);
        }
        return handler;
    }

    SocketAddress remote() throws IOException {
        if (net.unix()) {
            return UnixDomainSocketAddress.of(path());
        }
        String address = listener.address();
        return new InetSocketAddress(
                InetAddress.getByName(net.host), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    static ConnectConfig to(SocketAddress remote, Duration timeout) {
        return new ConnectConfig(remote, timeout, SocketOptions.DEFAULT, null);
    }

    <H extends TestHandler> H connect(H handler) throws Exception {
        Opening opening = new Opening(handler);
        runtime.connect(to(remote(), Duration.ofSeconds(10)), opening);
        opening.outcome.get(10, TimeUnit.SECONDS);
        handlers.add(handler);
        return handler;
    }

    /** The far end as the JDK has it, blocking: it does nothing unless the test says so. */
    SocketChannel plainPeer() throws IOException {
        return SocketChannel.open(remote());
    }

    TestHandler nextAccepted() throws Exception {
        TestHandler handler = accepted.poll(10, TimeUnit.SECONDS);
        if (handler == null) {
            throw new AssertionError("nothing was accepted");
        }
        handlers.add(handler);
        return handler;
    }

    @Override
    public void close() throws IOException {
        runtime.close();
        for (TestHandler handler : handlers) {
            Await.until("a stream is closed", () -> handler.closes.get() > 0);
            if (!handler.violations.isEmpty() || handler.closes.get() != 1) {
                throw new AssertionError(handler.violations + ", onClosed calls: " + handler.closes);
            }
        }
        if (Files.exists(path())) {
            throw new AssertionError("the socket's file is still there");
        }
        Files.delete(directory);
    }

    /** An opener that counts. */
    static final class Opening implements StreamOpener {
        final CompletableFuture<ByteStream> outcome = new CompletableFuture<>();
        final List<String> calls = new ArrayList<>();
        private final TestHandler handler;

        Opening(TestHandler handler) {
            this.handler = handler;
        }

        @Override
        public ByteStreamHandler opened(ByteStream stream) {
            calls.add("opened");
            handler.stream.complete(stream);
            outcome.complete(stream);
            return handler;
        }

        @Override
        public void failed(IOException cause) {
            calls.add("failed");
            outcome.completeExceptionally(cause);
        }

        Throwable failure() throws Exception {
            return outcome.handle((stream, cause) -> cause).get(10, TimeUnit.SECONDS);
        }
    }
}
