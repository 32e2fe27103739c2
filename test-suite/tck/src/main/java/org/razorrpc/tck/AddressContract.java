package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.SocketOptions;
import org.razorrpc.stream.spi.TlsConfig;

/** Connecting and listening, and what may go wrong with it. */
abstract class AddressContract extends FlowContract {

    private static final int MANY_DESCRIPTORS = 50_000;

    @ParameterizedTest
    @EnumSource
    public void aListenerNamesTheAddressThatPeersConnectTo(Net net) throws IOException {
        Probe server = probe();
        Probe client = probe();
        try (Listener listener = listen(net.any(directory), server)) {
            assertThat(listener.address())
                    .matches(
                            switch (net) {
                                case TCP4 -> "tcp://127\\.0\\.0\\.1:[1-9][0-9]*";
                                case TCP6 -> "tcp://\\[::1]:[1-9][0-9]*";
                                case UNIX -> "unix://" + directory + "/s[0-9]+";
                            });
            connect(listener, client);
            server.await("accepted", server::isOpen);
            assertThat(client.stream().remoteAddress()).isEqualTo(Net.parse(listener.address()));
            assertThat(server.stream().localAddress()).isEqualTo(Net.parse(listener.address()));
            if (net == Net.UNIX) {
                assertThat(server.stream().remoteAddress()).hasToString("");
            } else {
                assertThat(server.stream().remoteAddress())
                        .isEqualTo(client.stream().localAddress());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    public void closingAListenerReleasesTheAddressAndKeepsItsStreams(Net net) throws IOException {
        Echo server = watch(new Echo(runtime));
        Probe client = probe();
        Listener listener = listen(net.any(directory), server);
        SocketAddress address = Net.parse(listener.address());
        connect(listener, client);
        server.await("accepted", server::isOpen);
        listener.close();
        listener.close();
        assertThat(failureOf(connecting(address))).isNotNull();
        client.send(ByteBuffer.allocate(1));
        client.await("an echo", () -> client.received == 1);
        runtime.listen(listening(address), stream -> null).close();
    }

    @ParameterizedTest
    @EnumSource
    public void anAddressInUseIsNamed(Net net) throws IOException {
        // Refuses: whoever finds out that a Unix socket is in use may connect to do so.
        try (Listener listener = runtime.listen(listening(net.any(directory)), stream -> null)) {
            assertThatThrownBy(() -> listen(Net.parse(listener.address()), probe()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(listener.address());
            connect(listener, probe());
        }
    }

    @ParameterizedTest
    @EnumSource
    public void aRefusedStreamIsClosedWithoutCallbacks(Net net) throws IOException {
        try (Listener listener = runtime.listen(listening(net.any(directory)), stream -> null)) {
            Probe client = probe();
            connect(listener, client);
            client.await("the end", () -> client.inputEnded || client.closedCount > 0);
        }
    }

    @Test
    public void anAcceptorThatThrowsLosesOnlyThatStream() throws IOException {
        Probe server = probe();
        boolean[] thrown = new boolean[1];
        try (Listener listener = runtime.listen(listening(Net.TCP4.any(directory)), stream -> {
            if (!thrown[0]) {
                thrown[0] = true;
                throw new IllegalStateException("thrown on purpose");
            }
            return server.attach(stream);
        })) {
            Probe first = probe();
            connect(listener, first);
            first.await("the end", () -> first.inputEnded || first.closedCount > 0);
            connect(listener, probe());
            server.await("accepted", server::isOpen);
        }
    }

    @Test
    public void anOpenerThatThrowsLosesTheStream() throws IOException {
        Probe server = probe();
        try (Listener listener = listen(Net.TCP4.any(directory), server)) {
            Opening opening = new Opening(new Probe(runtime)) {
                @Override
                public Probe opened(ByteStream stream) {
                    super.opened(stream);
                    throw new IllegalStateException("thrown on purpose");
                }
            };
            runtime.connect(connecting(Net.parse(listener.address())), opening);
            server.await("the end", () -> server.inputEnded || server.closedCount > 0);
            assertThat(opening.await()).isNull();
            opening.assertToldOnce();
        }
    }

    @ParameterizedTest
    @EnumSource
    public void aRefusedConnectionNamesTheAddress(Net net) throws IOException {
        Listener listener = runtime.listen(listening(net.any(directory)), stream -> null);
        listener.close();
        assertThat(failureOf(connecting(Net.parse(listener.address())))).hasMessageContaining(listener.address());
    }

    @Test
    public void aMissingAnswerTimesOutAndNamesTheAddress() throws IOException {
        try (BlackHole hole = new BlackHole()) {
            long start = System.nanoTime();
            ConnectConfig config =
                    new ConnectConfig(hole.address(), Duration.ofMillis(300), SocketOptions.DEFAULT, null);
            assertThat(failureOf(config))
                    .hasMessageContaining("tcp://127.0.0.1:" + hole.address().getPort());
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(290));
        }
    }

    @Test
    public void aCancelledAttemptFailsOnceAndNamesTheAddress() throws IOException {
        try (BlackHole hole = new BlackHole()) {
            Opening opening = new Opening(new Probe(runtime));
            // Longer than the test waits: only the cancel can end it.
            ConnectConfig config =
                    new ConnectConfig(hole.address(), Duration.ofMinutes(5), SocketOptions.DEFAULT, null);
            Cancellable attempt = runtime.connect(config, opening);
            roundTrip(Net.TCP4);
            attempt.cancel();
            attempt.cancel();
            assertThat(opening.await())
                    .hasMessageContaining("tcp://127.0.0.1:" + hole.address().getPort());
            opening.assertToldOnce();
        }
    }

    @ParameterizedTest
    @EnumSource
    public void cancellingRacesWithOpeningAndOneOfThemIsTold(Net net) throws IOException {
        try (Listener listener =
                runtime.listen(listening(net.any(directory)), stream -> new Echo(runtime).attach(stream))) {
            for (int i = 0; i < 100; i++) {
                Probe client = new Probe(runtime);
                Opening opening = new Opening(client);
                Cancellable attempt = runtime.connect(connecting(Net.parse(listener.address())), opening);
                for (int spin = 0; spin < i * 20; spin++) {
                    Thread.onSpinWait();
                }
                attempt.cancel();
                if (opening.await() == null) {
                    attempt.cancel();
                    client.stream().close();
                    client.awaitClosed();
                }
                opening.assertToldOnce();
            }
        }
    }

    @Test
    public void anUnknownHostIsNamed() {
        SocketAddress unknown = InetSocketAddress.createUnresolved("no-such-host.invalid", 4711);
        ConnectConfig config = new ConnectConfig(unknown, Duration.ofSeconds(5), SocketOptions.DEFAULT, null);
        assertThat(failureOf(config))
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageContaining("4711");
        assertThatThrownBy(() -> listen(unknown, probe()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    public void aNameIsResolvedAndItsAddressesAreTriedInTurn() throws IOException {
        Probe server = probe();
        try (Listener listener = listen(Net.TCP4.any(directory), server)) {
            int port = ((InetSocketAddress) Net.parse(listener.address())).getPort();
            Probe client = probe();
            Opening opening = new Opening(client);
            runtime.connect(connecting(InetSocketAddress.createUnresolved("localhost", port)), opening);
            assertThat(opening.await()).isNull();
            server.await("accepted", server::isOpen);
        }
    }

    @Test
    public void tlsIsRefused() throws NoSuchAlgorithmException {
        TlsConfig tls = new TlsConfig(SSLContext.getDefault(), false);
        SocketAddress address = new InetSocketAddress("127.0.0.1", 1);
        assertThat(failureOf(new ConnectConfig(address, Duration.ofSeconds(5), SocketOptions.DEFAULT, tls)))
                .hasMessageContaining("tcp://127.0.0.1:1");
        ListenConfig config = new ListenConfig(Net.TCP4.any(directory), 1, 1, false, SocketOptions.DEFAULT, tls);
        assertThatThrownBy(() -> runtime.listen(config, stream -> null)).isInstanceOf(IOException.class);
    }

    @Test
    public void noMoreThanTheGivenRateIsAccepted() throws IOException {
        int perSecond = 10;
        int count = 15;
        List<Long> times = new CopyOnWriteArrayList<>();
        CountDownLatch accepted = new CountDownLatch(count);
        ListenConfig config =
                new ListenConfig(Net.TCP4.any(directory), 64, perSecond, false, SocketOptions.DEFAULT, null);
        try (Listener listener = runtime.listen(config, stream -> {
            times.add(System.nanoTime());
            accepted.countDown();
            return null;
        })) {
            for (int i = 0; i < count; i++) {
                connect(listener, probe());
            }
            await(accepted);
        }
        // Generous: the callback may come a little after the accept.
        assertThat(times.get(perSecond) - times.getFirst()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(800));
    }

    @Test
    public void acceptingGoesOnAfterDescriptorsRanOut() throws IOException {
        Echo server = watch(new Echo(runtime));
        Probe client = probe();
        pair(Net.TCP4, client, server);
        List<InputStream> hogs = new ArrayList<>();
        CountDownLatch accepted = new CountDownLatch(3);
        ListenConfig config = listening(Net.TCP4.any(directory));
        try (Listener listener = runtime.listen(config, stream -> {
                    accepted.countDown();
                    return new Probe(runtime).attach(stream);
                });
                SocketChannel first = SocketChannel.open();
                SocketChannel second = SocketChannel.open()) {
            // Everything that the failure needs is loaded by a first connection.
            connect(listener, probe());
            try {
                assumeTrue(exhaustDescriptors(hogs), "there are too many descriptors to use them up");
                // A blocked accept has reserved a descriptor for the first.
                first.connect(Net.parse(listener.address()));
                second.connect(Net.parse(listener.address()));
                // Gives the listener its time to fail.
                for (int i = 1; i <= 200; i++) {
                    int count = i;
                    client.send(ByteBuffer.allocate(1));
                    client.await("an echo", () -> client.received == count);
                }
            } finally {
                for (InputStream hog : hogs) {
                    hog.close();
                }
            }
            await(accepted);
        }
    }

    @Test
    public void aUnixSocketIsForItsOwnerAndRemovedOnClose() throws IOException {
        Path path = directory.resolve("socket");
        Listener listener = listen(UnixDomainSocketAddress.of(path), probe());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        listener.close();
        assertThat(path).doesNotExist();
    }

    @Test
    public void aStaleUnixSocketIsReplaced() throws IOException {
        Path path = directory.resolve("socket");
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        Probe server = probe();
        try (Listener listener = listen(UnixDomainSocketAddress.of(path), server)) {
            connect(listener, probe());
            server.await("accepted", server::isOpen);
        }
    }

    @Test
    public void anotherFileInPlaceOfAUnixSocketIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        for (Path path : List.of(file, link)) {
            assertThatThrownBy(() -> listen(UnixDomainSocketAddress.of(path), probe()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString());
        }
        assertThat(file).hasContent("precious");
        assertThat(link).isSymbolicLink();
    }

    @Test
    public void aUnixSocketFileThatSomebodyReplacedIsLeftAlone() throws IOException {
        Path path = directory.resolve("socket");
        Listener listener = listen(UnixDomainSocketAddress.of(path), probe());
        Files.move(path, directory.resolve("moved"));
        Files.writeString(path, "somebody else's");
        listener.close();
        assertThat(path).hasContent("somebody else's");
    }

    private static boolean exhaustDescriptors(List<InputStream> hogs) {
        Path any = Path.of(System.getProperty("java.home"), "release");
        try {
            while (hogs.size() < MANY_DESCRIPTORS) {
                hogs.add(new FileInputStream(any.toFile()));
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The attempt must fail, once. */
    private IOException failureOf(ConnectConfig config) {
        Opening opening = new Opening(new Probe(runtime));
        runtime.connect(config, opening);
        IOException failure = opening.await();
        assertThat(failure).isNotNull();
        opening.assertToldOnce();
        return failure;
    }

    /** An address whose backlog is full, so that the kernel leaves whoever connects without an answer. */
    private static final class BlackHole implements AutoCloseable {

        private final ServerSocketChannel server = ServerSocketChannel.open();
        private final List<SocketChannel> waiting = new ArrayList<>();

        BlackHole() throws IOException {
            server.bind(new InetSocketAddress("127.0.0.1", 0), 1);
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(address());
                waiting.add(channel);
            }
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) server.getLocalAddress();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
            server.close();
        }
    }
}
