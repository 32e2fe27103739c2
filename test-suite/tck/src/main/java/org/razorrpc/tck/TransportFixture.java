package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;

/** A transport, and a runtime for each side of its connections. After each test no probe has seen the contract broken. */
@Timeout(60)
abstract class TransportFixture {
    static final long WAIT_MILLIS = TimeUnit.SECONDS.toMillis(ConnectionProbe.WAIT_SECONDS);
    static final int MAX_ACTION = 64;
    static final int MAX_MESSAGE = 1 << 20;
    static final int MAX_BLOB = 2 << 20;
    static final int MAX_TEXT = 4 << 10;
    static final TransportConfig CONFIG = limits(MAX_ACTION, MAX_MESSAGE, MAX_BLOB, MAX_TEXT);

    Transport transport;
    RpcRuntime clientRuntime;
    RpcRuntime serverRuntime;

    private final List<ConnectionProbe> probes = new CopyOnWriteArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** The transport to be tested. Called once a test. */
    protected abstract Transport newTransport();

    /** A runtime that it works on, ready for use; the contract closes it. Called twice a test. */
    protected abstract RpcRuntime newRuntime();

    /** An address to listen on that nobody else uses. */
    protected abstract String freshAddress();

    static TransportConfig limits(int action, int message, int blob, int text) {
        return TransportConfig.builder()
                .maxAction(action)
                .maxMessage(message)
                .maxBlob(blob)
                .maxErrorText(text)
                .build();
    }

    @BeforeEach
    void createTransportAndRuntimes() {
        transport = newTransport();
        clientRuntime = newRuntime();
        serverRuntime = newRuntime();
    }

    @AfterEach
    void closeAllAndCheckProbes() {
        listeners.forEach(Listener::close);
        try {
            for (ConnectionProbe probe : probes) {
                if (probe.isOpen()) {
                    probe.connection().close(null);
                    probe.awaitClosed();
                }
            }
        } finally {
            clientRuntime.close();
            serverRuntime.close();
        }
        for (ConnectionProbe probe : probes) {
            probe.checkReleased("after the test");
            assertThat(probe.violations).as(probe.toString()).isEmpty();
        }
    }

    /** Its violations fail the test. */
    <P extends ConnectionProbe> P watch(P probe) {
        probes.add(probe);
        return probe;
    }

    ClientProbe client() {
        return watch(new ClientProbe());
    }

    /** Gives each connection a probe of its own. */
    Listener listen(String address, TransportConfig config, Supplier<? extends ServerProbe> accepted)
            throws IOException {
        Listener listener = transport.listen(
                serverRuntime,
                address,
                config,
                connection -> watch(accepted.get()).attach(connection));
        listeners.add(listener);
        return listener;
    }

    Listener listen(ServerProbe accepted) throws IOException {
        return listen(freshAddress(), CONFIG, () -> accepted);
    }

    /** Asks for a connection and waits for what becomes of it. */
    void open(String address, TransportConfig config, ClientProbe client) {
        transport.connect(clientRuntime, address, config, client);
        client.await("the end of the attempt", () -> client.told.get() > 0);
    }

    void connect(Listener listener, TransportConfig config, ClientProbe client) {
        open(listener.address(), config, client);
        IOException failure = client.failure;
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    void pair(ClientProbe client, ServerProbe server) throws IOException {
        pair(CONFIG, client, CONFIG, server);
    }

    void pair(TransportConfig clientConfig, ClientProbe client, TransportConfig serverConfig, ServerProbe server)
            throws IOException {
        connect(listen(freshAddress(), serverConfig, () -> server), clientConfig, client);
        server.await("accepted", server::isOpen);
    }

    /** Another connection has carried a call: what was under way before has had its time. */
    void roundTrip() throws IOException {
        ClientProbe client = client();
        pair(client, new EchoServer());
        client.send(new byte[1], null);
        client.awaitAnswers(1);
        client.connection().close(null);
    }

    /** Closes both and waits for the word of it. */
    static void close(ClientProbe client, ServerProbe server) {
        client.connection().close(null);
        client.awaitClosed();
        server.awaitClosed();
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(ConnectionProbe.WAIT_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void assertBytes(byte[] actual, byte @Nullable [] expected, String what) {
        assertThat(Arrays.equals(actual, expected))
                .as("%s: %d bytes arrived as they were sent", what, actual.length)
                .isTrue();
    }
}
