package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** The in-process transport under a server, with a client that speaks the SPI itself. */
final class MemTransportTest {
    private static final TransportConfig DEFAULT = TransportConfig.DEFAULT;

    private final InlineTestRuntime serverRuntime = new InlineTestRuntime();
    private final InlineTestRuntime clientRuntime = new InlineTestRuntime();
    private final Transport transport = new MemTransportProvider().create();
    private final List<RpcServer> servers = new ArrayList<>();

    static TransportConfig limits(int message, int blob, int text) {
        return new TransportConfig(
                64,
                message,
                blob,
                text,
                DEFAULT.connectTimeout(),
                DEFAULT.headerTimeout(),
                DEFAULT.minBodyRate(),
                DEFAULT.backlog(),
                DEFAULT.acceptsPerSecond(),
                DEFAULT.reusePort(),
                DEFAULT.socket(),
                null,
                null);
    }

    @AfterEach
    void nothingIsLeft() {
        servers.forEach(RpcServer::close);
        settle();
        serverRuntime.advance(Duration.ofSeconds(1));
        assertThat(serverRuntime.timerCount()).isZero();
        assertThat(servers)
                .allSatisfy(server -> assertThat(server.stats().connections()).isZero());
    }

    /** Runs both sides until neither has anything to do. */
    private void settle() {
        for (int i = 0; i < 100; i++) {
            serverRuntime.runTasks();
            clientRuntime.runTasks();
        }
    }

    private Listener serve(TransportConfig config, Handler<byte[], byte[]> handler) throws IOException {
        RpcServer server = RpcServer.create(ServerConfig.builder()
                .runtime(serverRuntime)
                .codecs(new TextTestCodec())
                .transportConfig(config)
                .build());
        servers.add(server);
        return server.listen("mem://test", Dispatch.concurrent(handler));
    }

    private Client connect(TransportConfig config) {
        Client client = new Client();
        client.attempt = transport.connect(clientRuntime, "mem://test", config, client);
        settle();
        return client;
    }

    @Test
    void callsAreAnsweredOverTheRealPath() throws IOException {
        Listener listener = serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(DEFAULT);
        client.send("one");
        client.send("two");
        client.connection.flush();
        settle();
        assertThat(listener.address()).isEqualTo("mem://test");
        assertThat(client.events)
                .containsExactly("appended 1", "appended 2", "written", "1 flag 0 one", "2 flag 0 two", "batch");
    }

    @Test
    void nothingLeavesBeforeAFlush() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(DEFAULT);
        client.send("one");
        settle();
        assertThat(client.events).containsExactly("appended 1");
        assertThat(client.connection.unwritten()).isEqualTo(32 + 4 + 3);
        assertThat(client.connection.written()).isZero();
        client.connection.flush();
        settle();
        assertThat(client.connection.unwritten()).isZero();
        assertThat(client.connection.written()).isEqualTo(32 + 4 + 3);
        assertThat(client.connection.received()).isEqualTo(20 + 3);
    }

    @Test
    void blobsAreCopiedBothWaysAndReleased() throws IOException {
        AtomicInteger released = new AtomicInteger();
        serve(DEFAULT, (request, responder) -> {
            ByteBuffer blob = request.blob();
            responder.ok(request.message(), Blob.of(blob), released::incrementAndGet);
        });
        Client client = connect(DEFAULT);
        byte[] bytes = "blob".getBytes(StandardCharsets.UTF_8);
        client.blob = Blob.of(bytes);
        client.send("m");
        bytes[0] = 'X';
        client.connection.flush();
        settle();
        assertThat(client.events).contains("released", "1 flag 0 m", "blob 1 blob");
        assertThat(released).hasValue(1);
    }

    @Test
    void pingIsAnswered() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(DEFAULT);
        client.action = Action.PING;
        client.send("");
        client.send("body");
        client.connection.flush();
        settle();
        assertThat(client.events).contains("1 flag 0 ", "2 flag 2 rpc_method_notfound");
    }

    @Test
    void sendersLimitFailsTheWriteAloneAndUsesNoSeq() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(limits(3, 3, 100));
        assertThatThrownBy(() -> client.send("four"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxMessage");
        client.blob = Blob.of(new byte[4]);
        assertThatThrownBy(() -> client.send("one"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxBlob");
        client.blob = null;
        client.send("one");
        client.connection.flush();
        settle();
        assertThat(client.events).contains("appended 1", "1 flag 0 one");
    }

    @Test
    void serversLimitAnswersDecodeAndEndsTheConnection() throws IOException {
        AtomicInteger handled = new AtomicInteger();
        serve(limits(3, 3, 100), (request, responder) -> {
            handled.incrementAndGet();
            responder.ok(request.message());
        });
        Client client = connect(DEFAULT);
        client.send("ok");
        client.send("four");
        client.send("no");
        client.connection.flush();
        settle();
        assertThat(handled).hasValue(1);
        assertThat(client.events).contains("1 flag 0 ok", "2 flag 2 rpc_decode");
        assertThat(client.events.getLast()).startsWith("closed").endsWith("last seq 2");
    }

    @Test
    void clientsLimitDiscardsThatResponseAlone() throws IOException {
        serve(
                DEFAULT,
                (request, responder) -> responder.ok(
                        "long".equals(new String(request.message(), StandardCharsets.UTF_8))
                                ? new byte[5]
                                : request.message()));
        Client client = connect(limits(4, 4, 4));
        client.send("long");
        client.send("ok");
        client.connection.flush();
        settle();
        assertThat(client.events).contains("discarded 1", "2 flag 0 ok").doesNotContain("closed");
    }

    @Test
    void pausedClientHoldsTheServersBytesBack() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(DEFAULT);
        client.connection.pauseReading();
        client.send("one");
        client.connection.flush();
        settle();
        assertThat(client.events).doesNotContain("1 flag 0 one");
        client.connection.resumeReading();
        settle();
        assertThat(client.events).contains("1 flag 0 one");
    }

    @Test
    void closeFailsWhatTheServerHasNotTakenAsNotSent() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.detach());
        Client client = connect(DEFAULT);
        client.send("one");
        client.connection.flush();
        settle();
        client.send("two");
        client.connection.flush();
        client.connection.close(null);
        settle();
        assertThat(client.events.getLast()).isEqualTo("closed null, last seq 1");
        assertThat(client.connection.write(client, TextTestCodec.FORMAT, 0, 0)).isFalse();
        assertThat(servers.getFirst().stats().connections()).isZero();
        assertThat(servers.getFirst().stats().requests()).isEqualTo(1);
    }

    @Test
    void serversCloseReachesTheClientOnce() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(DEFAULT);
        servers.getFirst().close();
        settle();
        client.connection.close(null);
        settle();
        assertThat(client.events).hasSize(1);
        assertThat(client.events.getFirst()).contains("mem://test has closed the connection");
    }

    @Test
    void writeFromWithinAnEncoderIsRefused() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(DEFAULT);
        client.whileEncoding = () -> {
            assertThat(client.connection.isEncoding()).isTrue();
            client.connection.write(client, TextTestCodec.FORMAT, 0, 0);
        };
        assertThatThrownBy(() -> client.send("x")).isInstanceOf(IllegalStateException.class);
        assertThat(client.connection.isEncoding()).isFalse();
        assertThat(client.events).isEmpty();
    }

    @Test
    void unknownNameAndSecondListenerAreErrorsThatNameIt() throws IOException {
        Client lost = connect(DEFAULT);
        assertThat(lost.failure).isInstanceOf(IOException.class).hasMessageContaining("mem://test");
        Listener listener = serve(DEFAULT, (request, responder) -> {});
        assertThatThrownBy(() -> serve(DEFAULT, (request, responder) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mem://test");
        listener.close();
        listener.close();
        assertThat(connect(DEFAULT).failure).isNotNull();
        serve(DEFAULT, (request, responder) -> {});
        assertThat(connect(DEFAULT).connection).isNotNull();
    }

    @Test
    void cancelledAttemptFailsOnceAndConnectsNever() throws IOException {
        serve(DEFAULT, (request, responder) -> {});
        Client client = new Client();
        Cancellable attempt = transport.connect(clientRuntime, "mem://test", DEFAULT, client);
        attempt.cancel();
        attempt.cancel();
        settle();
        assertThat(client.failure).hasMessageContaining("cancelled");
        assertThat(client.connection).isNull();
    }

    @Test
    void addressWithoutANameIsRefused() {
        assertThatThrownBy(() -> transport.connect(clientRuntime, "mem://", DEFAULT, new Client()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mem://name");
    }

    @Test
    void closedRuntimeOfTheServerClosesTheConnection() throws IOException {
        serve(DEFAULT, (request, responder) -> responder.ok(request.message()));
        Client client = connect(DEFAULT);
        serverRuntime.close();
        client.send("x");
        client.connection.flush();
        settle();
        assertThat(client.events.getLast()).startsWith("closed").endsWith("last seq 0");
    }

    /** A client that keeps what it hears, and is the frame it sends. */
    private static final class Client implements ClientOpener, ClientConnectionHandler, RequestFrame {
        private final List<String> events = new ArrayList<>();
        private Action<?, ?> action = Action.raw("echo");
        private ClientConnection connection;
        private Cancellable attempt;
        private IOException failure;
        private Blob blob;
        private String message = "";
        private Runnable whileEncoding = () -> {};
        private ByteBuffer target;

        void send(String text) {
            message = text;
            assertThat(connection.write(this, TextTestCodec.FORMAT, 0, 0)).isTrue();
        }

        @Override
        public ClientConnectionHandler opened(ClientConnection opened) {
            connection = opened;
            return this;
        }

        @Override
        public void failed(IOException cause) {
            assertThat(failure).isNull();
            failure = cause;
        }

        @Override
        public Action<?, ?> action() {
            return action;
        }

        @Override
        public void encode(WireBuffer out) {
            whileEncoding.run();
            out.putBytes(message.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Blob blob() {
            return blob;
        }

        @Override
        public void released() {
            events.add("released");
        }

        @Override
        public void onAppended(long seq, RequestFrame frame, long deadline) {
            events.add("appended " + seq);
        }

        @Override
        public ByteBuffer onResponse(
                long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength) {
            assertThat(flag).isBetween(ResponseHeader.OK, ResponseHeader.TEXT);
            events.add(seq + " flag " + flag + " " + new String(buf, offset, length, StandardCharsets.UTF_8));
            target = blobLength == 0 ? null : ByteBuffer.allocate(blobLength);
            return target;
        }

        @Override
        public void onBlobEnd(long seq) {
            events.add("blob " + seq + " " + new String(target.array(), StandardCharsets.UTF_8));
        }

        @Override
        public void onDiscarded(long seq, String reason) {
            events.add("discarded " + seq);
        }

        @Override
        public void onBatchEnd() {
            events.add("batch");
        }

        @Override
        public void onWritten() {
            events.add("written");
        }

        @Override
        public void onClosed(Throwable cause, long lastSeqSent) {
            events.add("closed " + cause + ", last seq " + lastSeqSent);
        }
    }

    @Test
    void namesAreNotSharedAndSocketsAreNotListenedOn() throws Exception {
        TransportConfig shared = TransportConfig.builder().reusePort(true).build();
        assertThatThrownBy(() -> transport.listen(serverRuntime, "mem://shared", shared, connection -> null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mem://shared")
                .hasMessageContaining("reusePort");
        RpcServer server = RpcServer.create(ServerConfig.builder()
                .runtime(serverRuntime)
                .transport(transport)
                .codecs(new TextTestCodec())
                .build());
        servers.add(server);
        try (ServerSocketChannel bound = ServerSocketChannel.open()) {
            assertThatThrownBy(() -> server.listen(bound, Dispatch.inline((request, responder) -> {})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("MemTransport");
        }
    }
}
