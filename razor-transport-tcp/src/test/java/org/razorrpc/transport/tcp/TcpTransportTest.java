package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.razorrpc.stream.spi.StreamOpener;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;

class TcpTransportTest {
    private static final TransportConfig CONFIG = TransportConfig.DEFAULT;

    private final Transport transport = new TcpTransportProvider().create();
    private final Streams runtime = new Streams();

    /** A runtime that opens nothing until the test does. */
    private static final class Streams implements RpcRuntime {
        ConnectConfig connect;
        StreamOpener opener;
        ListenConfig listen;
        StreamAcceptor acceptor;
        String listening = "tcp://127.0.0.1:4711";
        boolean listenerClosed;

        @Override
        public void execute(Runnable task) {
            throw new AssertionError("a transport has no tasks");
        }

        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public long nanoTime() {
            throw new AssertionError("a transport is told the time");
        }

        @Override
        public Cancellable schedule(long delayNanos, Runnable task) {
            throw new AssertionError("a transport has no timer");
        }

        @Override
        public RandomGenerator random() {
            throw new AssertionError("a transport has no randomness");
        }

        @Override
        public Cancellable connect(ConnectConfig config, StreamOpener newOpener) {
            connect = config;
            opener = newOpener;
            return () -> newOpener.failed(new IOException("cancelled"));
        }

        @Override
        public Listener listen(ListenConfig config, StreamAcceptor newAcceptor) {
            listen = config;
            acceptor = newAcceptor;
            return new Listener() {
                @Override
                public String address() {
                    return listening;
                }

                @Override
                public void close() {
                    listenerClosed = true;
                }
            };
        }

        @Override
        public void close() {}
    }

    private static final class Opener implements ClientOpener {
        final List<String> events = new ArrayList<>();
        final Client handler = new Client(CONFIG);
        ClientConnection connection;

        @Override
        public ClientConnectionHandler opened(ClientConnection newConnection) {
            connection = newConnection;
            events.add("opened");
            assertThatThrownBy(() -> newConnection.write(new Frames.Out(new byte[0]), 0, 0, 0))
                    .isInstanceOf(IllegalStateException.class);
            return handler;
        }

        @Override
        public void failed(IOException cause) {
            events.add("failed " + cause.getMessage());
        }
    }

    @Test
    void connectHandsTheConfigurationToTheRuntime() {
        Opener opener = new Opener();
        transport.connect(runtime, "tcp://some_host:80", CONFIG, opener);
        assertThat(runtime.connect)
                .isEqualTo(new ConnectConfig(
                        InetSocketAddress.createUnresolved("some_host", 80),
                        CONFIG.connectTimeout(),
                        CONFIG.socket(),
                        null));
        FakeStream stream = new FakeStream();
        stream.handler = runtime.opener.opened(stream);
        assertThat(opener.events).containsExactly("opened");
        assertThat(opener.connection.write(new Frames.Out(new byte[0]), 0, 0, 0))
                .isTrue();
        assertThat(opener.handler.appended).containsExactly(1L);
        assertThat(opener.connection.remoteAddress()).isEqualTo(stream.remoteAddress());
    }

    @Test
    void writeByAnotherThreadWaitsForTheHandler() throws InterruptedException {
        List<Boolean> written = new ArrayList<>();
        Thread[] writer = new Thread[1];
        Client handler = new Client(CONFIG);
        transport.connect(runtime, "tcp://localhost:80", CONFIG, new ClientOpener() {
            @Override
            public ClientConnectionHandler opened(ClientConnection connection) {
                writer[0] = new Thread(() -> written.add(connection.write(new Frames.Out(new byte[0]), 0, 0, 0)));
                writer[0].start();
                Awaitility.await().until(() -> writer[0].getState() == Thread.State.WAITING);
                return handler;
            }

            @Override
            public void failed(IOException cause) {}
        });
        runtime.opener.opened(new FakeStream());
        writer[0].join();
        assertThat(written).containsExactly(true);
        assertThat(handler.appended).containsExactly(1L);
    }

    @Test
    void cancelledConnectFails() {
        Opener opener = new Opener();
        transport.connect(runtime, "unix:///run/x.sock", CONFIG, opener).cancel();
        assertThat(runtime.connect.remote()).isEqualTo(UnixDomainSocketAddress.of("/run/x.sock"));
        assertThat(opener.events).containsExactly("failed cancelled");
    }

    @Test
    void malformedAddressIsRefusedBeforeTheRuntimeHearsOfIt() {
        assertThatThrownBy(() -> transport.connect(runtime, "tcp://x", CONFIG, new Opener()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transport.listen(runtime, "tcp://x", CONFIG, connection -> null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(runtime.connect).isNull();
        assertThat(runtime.listen).isNull();
    }

    @Test
    void listenerTellsTheRealPortInTheFormThatWasGiven() throws IOException {
        Listener listener = transport.listen(runtime, "tcp://localhost:0", CONFIG, connection -> null);
        assertThat(listener.address()).isEqualTo("tcp://localhost:4711");
        InetSocketAddress local = (InetSocketAddress) runtime.listen.local();
        assertThat(local.isUnresolved()).isFalse();
        assertThat(local.getAddress().isLoopbackAddress()).isTrue();
        assertThat(runtime.listen.backlog()).isEqualTo(CONFIG.backlog());
        assertThat(runtime.listen.acceptsPerSecond()).isEqualTo(CONFIG.acceptsPerSecond());
        listener.close();
        assertThat(runtime.listenerClosed).isTrue();

        runtime.listening = "/[0:0:0:0:0:0:0:1]:4712";
        assertThat(transport
                        .listen(runtime, "tcp://[::1]:0", CONFIG, connection -> null)
                        .address())
                .isEqualTo("tcp://[::1]:4712");
        runtime.listening = "unix:///run/x.sock";
        assertThat(transport
                        .listen(runtime, "unix:///run/x.sock", CONFIG, connection -> null)
                        .address())
                .isEqualTo("unix:///run/x.sock");
    }

    @Test
    void acceptorMayRefuse() throws IOException {
        transport.listen(runtime, "tcp://127.0.0.1:0", CONFIG, connection -> null);
        assertThat(runtime.acceptor.accepted(new FakeStream())).isNull();
        Server handler = new Server(CONFIG);
        transport.listen(runtime, "tcp://127.0.0.1:0", CONFIG, connection -> handler);
        FakeStream stream = new FakeStream();
        stream.handler = runtime.acceptor.accepted(stream);
        stream.feed(Frames.request(1, 0, new byte[0], new byte[0]));
        assertThat(handler.events).containsExactly("ping 1");
    }
}
