package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.ListeningSocket;
import org.razorrpc.stream.spi.SocketOptions;

/** What lets one server take the place of another: sockets that are bound already, ports that are shared, the backlog. */
abstract class ListenContract extends AddressContract {

    private static final int MANY = 64;

    @ParameterizedTest
    @EnumSource
    public void aSocketThatIsBoundAlreadyIsAcceptedOnAndThenClosed(Net net) throws IOException {
        try (ServerSocketChannel bound = bound(net);
                SocketChannel early = SocketChannel.open(bound.getLocalAddress())) {
            Echo server = watch(new Echo(runtime));
            SocketAddress address = bound.getLocalAddress();
            Listener listener = listen(ListeningSocket.of(bound), server);
            assertThat(Net.parse(listener.address())).isEqualTo(address);
            server.await("the one that waited", server::isOpen);
            assertThat(server.stream().localAddress()).isEqualTo(address);
            echo(early);
            listener.close();
            assertThat(bound.isOpen()).isFalse();
            assertThatThrownBy(() -> SocketChannel.open(address).close()).isInstanceOf(IOException.class);
            if (address instanceof UnixDomainSocketAddress unix) {
                assertThat(unix.getPath()).as("a file that was not made here").exists();
            }
            echo(early);
        }
    }

    @ParameterizedTest
    @EnumSource
    public void manyConnectionsComeByASocketThatIsBoundAlready(Net net) throws IOException {
        try (ServerSocketChannel bound = bound(net);
                Listener listener = runtime.listen(
                        listening(ListeningSocket.of(bound)), stream -> new Echo(runtime).attach(stream))) {
            for (int i = 0; i < MANY; i++) {
                try (SocketChannel client = SocketChannel.open(Net.parse(listener.address()))) {
                    echo(client);
                }
            }
        }
    }

    @Test
    public void aSocketThatIsNotBoundOrNotOpenIsRefused() throws IOException {
        try (ServerSocketChannel unbound = ServerSocketChannel.open()) {
            assertThatThrownBy(() -> listen(ListeningSocket.of(unbound), probe()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not bound");
        }
        ServerSocketChannel closed = bound(Net.TCP4);
        closed.close();
        assertThatThrownBy(() -> listen(ListeningSocket.of(closed), probe()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen");
    }

    @Test
    public void aStandardInputThatIsNoListeningSocketIsRefused() throws IOException {
        assumeTrue(System.inheritedChannel() == null, "the standard input is a socket");
        assertThatThrownBy(() -> listen(ListeningSocket.inherited(), probe()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("inherited://")
                .hasMessageContaining("standard input");
    }

    /** The rate leaves all but one in the backlog, where closing the socket would reset them. */
    @ParameterizedTest
    @EnumSource
    public void whoeverHasConnectedIsAcceptedBeforeAListenerCloses(Net net) throws IOException {
        int count = 10;
        AtomicInteger accepted = new AtomicInteger();
        ListenConfig slow = new ListenConfig(net.any(directory), 64, 1, false, SocketOptions.DEFAULT, null);
        Listener listener = runtime.listen(slow, stream -> {
            accepted.incrementAndGet();
            return new Echo(runtime).attach(stream);
        });
        List<SocketChannel> clients = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                clients.add(SocketChannel.open(Net.parse(listener.address())));
            }
            listener.close();
            assertThat(accepted).as("accepted when close returns").hasValue(count);
            for (SocketChannel client : clients) {
                echo(client);
            }
        } finally {
            listener.close();
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    public void listenersThatAgreeShareAPortAndTheLastTakesAll() throws IOException {
        try (ServerSocketChannel any = ServerSocketChannel.open()) {
            assumeTrue(
                    any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT),
                    "this platform has no SO_REUSEPORT");
        }
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        Listener one = shared(Net.TCP4.any(directory), first);
        SocketAddress address = Net.parse(one.address());
        try (Listener two = shared(address, second)) {
            assertThat(two.address()).isEqualTo(one.address());
            assertThatThrownBy(() -> listen(address, probe()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(one.address());
            // The kernel chooses by a hash of the addresses.
            connectMany(address);
            assertThat(first).hasValueBetween(1, MANY - 1);
            one.close();
            assertThat(first.get() + second.get()).isEqualTo(MANY);
            connectMany(address);
            assertThat(first.get() + second.get()).isEqualTo(2 * MANY);
            assertThat(second).hasValueGreaterThan(MANY);
        } finally {
            one.close();
        }
    }

    @Test
    public void unixSocketsAreNotShared() {
        ListenConfig shared = new ListenConfig(Net.UNIX.any(directory), 1, 1, true, SocketOptions.DEFAULT, null);
        assertThatThrownBy(() -> runtime.listen(shared, stream -> null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unix://")
                .hasMessageContaining("SO_REUSEPORT");
        assertThat(((UnixDomainSocketAddress) shared.local()).getPath()).doesNotExist();
    }

    private Listener shared(SocketAddress local, AtomicInteger accepted) throws IOException {
        ListenConfig config = new ListenConfig(local, 128, 10_000, true, SocketOptions.DEFAULT, null);
        return runtime.listen(config, stream -> {
            accepted.incrementAndGet();
            return new Echo(runtime).attach(stream);
        });
    }

    private static void connectMany(SocketAddress address) throws IOException {
        for (int i = 0; i < MANY; i++) {
            try (SocketChannel client = SocketChannel.open(address)) {
                echo(client);
            }
        }
    }

    private ServerSocketChannel bound(Net net) throws IOException {
        ServerSocketChannel channel =
                net == Net.UNIX ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        return channel.bind(net.any(directory), 128);
    }

    private static void echo(SocketChannel client) throws IOException {
        client.write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(client.read(ByteBuffer.allocate(1))).isOne();
    }
}
