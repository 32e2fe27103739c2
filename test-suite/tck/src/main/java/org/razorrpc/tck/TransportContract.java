package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.tck.TestFrame.blob;
import static org.razorrpc.tck.TestFrame.bytes;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * What every {@link Transport} must do, in-process ones too. The author of one extends this class, hands over the transport,
 * the runtimes and addresses for it, and runs the inherited tests by JUnit. It knows nothing of bytes: what a transport
 * refuses of a hostile peer is for its own tests.
 */
public abstract class TransportContract extends PressureContract {
    private static final byte[] NOTHING = {};

    protected TransportContract() {}

    /** Addresses that are not this transport's; a transport adds what looks nearly like its own. */
    protected List<String> malformedAddresses() {
        return List.of("", "no address", "no-such-scheme://127.0.0.1:1");
    }

    /** Who closes. */
    enum Side {
        CLIENT,
        SERVER;

        ConnectionProbe of(ClientProbe client, ServerProbe server) {
            return this == CLIENT ? client : server;
        }
    }

    @Test
    public void aPingIsAnsweredWithAnEmptyResponse() throws Exception {
        EchoServer server = new EchoServer();
        Listener listener = listen(server);
        ClientConfig config = ClientConfig.builder()
                .runtime(clientRuntime)
                .transport(transport)
                .codec(new BytesCodec())
                .build();
        try (ClientStream client = ClientStream.connect(listener.address(), config)) {
            for (int i = 0; i < 2; i++) {
                Duration time = client.ping().get(ConnectionProbe.WAIT_SECONDS, TimeUnit.SECONDS);
                assertThat(time).isPositive();
            }
        }
        server.awaitClosed();
        assertThat(server.pings).containsExactly(1L, 2L);
        assertThat(server.requests).isEmpty();
    }

    @Test
    public void finishDeliversTheLastAnswersThenTheEnd() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        int count = 20;
        for (int i = 0; i < count; i++) {
            client.write(new TestFrame(bytes(i, i)));
        }
        client.connection().flush();
        server.awaitRequests(count);
        for (ServerProbe.Received request : server.requests) {
            server.write(new TestFrame(request.seq(), request.message(), blob(100_000, request.seq())));
        }
        server.connection().finish();
        // Some of it arrives when nobody reads any more.
        for (int i = 0; i < 10; i++) {
            client.send(bytes(1000, i), null);
        }
        server.connection().finish();
        assertNothingIsCalled(server);
        client.awaitClosed();
        server.awaitClosed();
        assertThat(client.answers).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(client.answers.get(i).message()).isEqualTo(bytes(i, i));
            assertBytes(client.answers.get(i).blob(), bytes(100_000, i + 1), "blob");
        }
        assertThat(server.requests).hasSize(count);
        assertThat(client.cause).isInstanceOf(EOFException.class);
        assertThat(server.cause).isNull();
    }

    private static void assertNothingIsCalled(ServerProbe server) {
        AtomicBoolean called = new AtomicBoolean();
        assertThat(server.write(new TestFrame(1, NOTHING, null) {
                    @Override
                    public void encode(WireBuffer out) {
                        called.set(true);
                    }
                }))
                .isFalse();
        assertThat(called).isFalse();
    }

    @Test
    public void aClosedConnectionDoesNothing() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        close(client, server);
        AtomicBoolean called = new AtomicBoolean();
        assertThat(client.write(new TestFrame(NOTHING) {
                    @Override
                    public void encode(WireBuffer out) {
                        called.set(true);
                    }
                }))
                .isFalse();
        assertThat(called).isFalse();
        assertNothingIsCalled(server);
        server.connection().finish();
        for (ConnectionProbe probe : List.of(client, server)) {
            probe.connection().flush();
            probe.connection().flushNow();
            probe.connection().pauseReading();
            probe.connection().resumeReading();
            probe.connection().checkProgress(clientRuntime.nanoTime());
            probe.connection().close(new IOException("too late"));
            assertThat(probe.connection().localAddress()).isNotNull();
            assertThat(probe.connection().remoteAddress()).isNotNull();
        }
        roundTrip();
        assertThat(client.cause).isNull();
        assertThat(client.closedCount + server.closedCount).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    public void theFirstCloseGivesTheCause(Side side) throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(client, server);
        IOException first = new IOException("first");
        ConnectionProbe closing = side.of(client, server);
        closing.connection().close(first);
        closing.connection().close(new IOException("second"));
        client.awaitClosed();
        server.awaitClosed();
        assertThat(closing.cause).isSameAs(first);
        if (side == Side.SERVER) {
            assertThat(client.cause).as("an end that the client did not want").isNotNull();
        }
    }

    @Test
    public void aCloseWhileItOpensIsHeardByTheHandler() throws IOException {
        IOException reason = new IOException("changed its mind");
        ClientProbe client = watch(new ClientProbe() {
            @Override
            void whenOpened(ClientConnection opened) {
                opened.close(reason);
            }
        });
        ServerProbe server = new ServerProbe();
        pair(client, server);
        client.awaitClosed();
        server.awaitClosed();
        assertThat(client.cause).isSameAs(reason);

        ClientProbe second = client();
        ServerProbe closing = new ServerProbe() {
            @Override
            void whenAccepted(ServerConnection accepted) {
                accepted.close(reason);
            }
        };
        pair(second, closing);
        second.awaitClosed();
        closing.awaitClosed();
        assertThat(closing.cause).isSameAs(reason);
    }

    @ParameterizedTest
    @EnumSource
    public void closeAtAnyMomentIsToldOnceAndLastAndHonestly(Side side) throws IOException {
        SplittableRandom random = new SplittableRandom(42);
        List<ServerProbe> servers = new CopyOnWriteArrayList<>();
        Listener listener = listen(freshAddress(), CONFIG, () -> {
            ServerProbe server = new EchoServer();
            servers.add(server);
            return server;
        });
        for (int i = 0; i < 60; i++) {
            ClientProbe client = client();
            connect(listener, CONFIG, client);
            int round = i;
            RuntimeFixture.eventually(
                    "accepted",
                    () -> servers.size() > round && servers.get(round).isOpen());
            ServerProbe server = servers.get(i);
            Thread first = writing(client, i);
            Thread second = writing(client, -i);
            int before = random.nextInt(40);
            client.await("some answers", () -> client.answers.size() >= before);
            for (int spins = random.nextInt(20_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            side.of(client, server).connection().close(null);
            client.awaitClosed();
            server.awaitClosed();
            WriteContract.join(first);
            WriteContract.join(second);
            assertThat(server.highestSeq)
                    .as("the highest request that the server was given")
                    .isLessThanOrEqualTo(client.lastSeqSent);
            assertThat(side.of(client, server).cause).isNull();
        }
    }

    /** Writes until the connection refuses. */
    private static Thread writing(ClientProbe client, int seed) {
        return Thread.startVirtualThread(() -> {
            int count = seed;
            while (client.write(
                    new TestFrame(TestFrame.ACTION, bytes(50, count), blob(Math.abs(count % 500), count)))) {
                client.connection().flush();
                int answered = client.appended.size() - 100;
                client.await("a place", () -> client.answers.size() > answered || client.closedCount > 0);
                count++;
            }
        });
    }

    @Test
    public void anAcceptorMayRefuse() throws IOException {
        Listener listener = transport.listen(serverRuntime, freshAddress(), CONFIG, connection -> null);
        try (listener) {
            refusedIsTheEnd(listener);
        }
    }

    @Test
    public void anAcceptorThatThrowsRefuses() throws IOException {
        Listener listener = transport.listen(serverRuntime, freshAddress(), CONFIG, connection -> {
            throw new IllegalStateException("thrown on purpose");
        });
        try (listener) {
            refusedIsTheEnd(listener);
            refusedIsTheEnd(listener);
        }
    }

    private void refusedIsTheEnd(Listener listener) {
        ClientProbe client = client();
        open(listener.address(), CONFIG, client);
        client.await("the end", () -> client.failure != null || client.closedCount > 0);
        assertThat(client.failure != null || client.cause != null).isTrue();
    }

    @Test
    public void anOpenerThatThrowsHasNoConnection() throws IOException {
        ServerProbe server = new ServerProbe();
        ClientProbe client = new ClientProbe() {
            @Override
            void whenOpened(ClientConnection opened) {
                throw new IllegalStateException("thrown on purpose");
            }
        };
        open(listen(server).address(), CONFIG, client);
        server.await("accepted", server::isOpen);
        server.awaitClosed();
        assertThat(client.told).hasValue(1);
        assertThat(client.violations).isEmpty();
    }

    @Test
    public void connectingToNobodyFailsAndNamesTheAddress() throws IOException {
        Listener listener = listen(freshAddress(), CONFIG, ServerProbe::new);
        listener.close();
        ClientProbe client;
        do {
            client = client();
            open(listener.address(), CONFIG, client);
            if (client.isOpen()) {
                // The system took it for a listener that was just about to close.
                client.awaitClosed();
            }
        } while (client.isOpen());
        assertThat(client.failure).isNotNull().hasMessageContaining(listener.address());
    }

    @Test
    public void aCancelledConnectIsToldOnceAndLeavesNothing() throws IOException {
        List<ServerProbe> servers = new CopyOnWriteArrayList<>();
        Listener listener = listen(freshAddress(), CONFIG, () -> {
            ServerProbe server = new ServerProbe();
            servers.add(server);
            return server;
        });
        SplittableRandom random = new SplittableRandom(7);
        List<ClientProbe> clients = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ClientProbe client = client();
            clients.add(client);
            Cancellable attempt = transport.connect(clientRuntime, listener.address(), CONFIG, client);
            for (int spins = i == 0 ? 0 : random.nextInt(20_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            attempt.cancel();
            attempt.cancel();
            client.await("the end of the attempt", () -> client.told.get() > 0);
            attempt.cancel();
        }
        roundTrip();
        for (ClientProbe client : clients) {
            assertThat(client.told).hasValue(1);
            assertThat(client.isOpen()).isNotEqualTo(client.failure != null);
            if (client.isOpen()) {
                assertThat(client.closedCount)
                        .as("cancelled too late to close it")
                        .isZero();
                client.connection().close(null);
            }
        }
        for (ServerProbe server : servers) {
            server.awaitClosed();
        }
    }

    @Test
    public void twoCannotListenOnOneAddress() throws IOException {
        Listener listener = listen(freshAddress(), CONFIG, EchoServer::new);
        assertThatThrownBy(() -> listen(listener.address(), CONFIG, ServerProbe::new))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(listener.address());
        ClientProbe client = client();
        connect(listener, CONFIG, client);
        client.send(NOTHING, null);
        client.awaitAnswers(1);
    }

    @Test
    public void aClosedListenerFreesTheAddressAndLeavesWhatItAccepted() throws IOException {
        Listener listener = listen(freshAddress(), CONFIG, EchoServer::new);
        for (int i = 1; i <= 3; i++) {
            ClientProbe before = client();
            connect(listener, CONFIG, before);
            before.send(NOTHING, null);
            before.awaitAnswers(1);
            listener.close();
            listener.close();
            Listener next = listenAgain(listener.address());
            // Not the next one's.
            listener.close();
            assertThat(next.address()).isEqualTo(listener.address());
            ClientProbe after = client();
            connect(next, CONFIG, after);
            for (ClientProbe client : List.of(before, after)) {
                int count = client.answers.size() + 1;
                client.send(NOTHING, null);
                client.awaitAnswers(count);
            }
            listener = next;
        }
    }

    /** Closing does not block: a selector may hold the address a moment longer. */
    private Listener listenAgain(String address) {
        List<Listener> listening = new ArrayList<>();
        RuntimeFixture.eventually(address + " is free", () -> {
            try {
                return listening.add(listen(address, CONFIG, EchoServer::new));
            } catch (IOException inUse) {
                return false;
            }
        });
        return listening.getFirst();
    }

    @Test
    public void anAddressThatIsNotItsOwnIsRefusedByName() {
        for (String address : malformedAddresses()) {
            assertThatThrownBy(() -> transport.connect(clientRuntime, address, CONFIG, client()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(address);
            assertThatThrownBy(() -> transport.listen(serverRuntime, address, CONFIG, connection -> null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(address);
        }
    }
}
