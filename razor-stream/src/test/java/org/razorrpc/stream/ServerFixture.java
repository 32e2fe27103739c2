package org.razorrpc.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerAcceptor;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;

/** A server over connections that only record, driven by the test through the SPI, on the test's thread. */
final class ServerFixture {
    static final Action<String, String> ECHO = Action.of("echo", String.class, String.class);

    final InlineTestRuntime runtime = new InlineTestRuntime();
    final TextTestCodec codec = new TextTestCodec();
    final ServerConfig config;
    final RpcServer server;
    boolean listening;
    private ServerAcceptor acceptor;

    ServerFixture(UnaryOperator<ServerConfig.Builder> change, Dispatch dispatch) {
        ServerConfig.Builder builder = ServerConfig.builder()
                .runtime(runtime)
                .transport(new Accepting())
                .codecs(codec);
        config = change.apply(builder).build();
        server = RpcServer.create(config);
        try {
            server.listen("test:here", dispatch);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** All requests of the action "echo" go to this handler, on the reader. */
    static ServerFixture inline(Handler<String, String> handler) {
        return new ServerFixture(
                same -> same, Dispatch.byAction().inline(ECHO, handler).build());
    }

    /** A connected peer; null when the server refused it. */
    RecordingServerConnection connect() {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));
    }

    RecordingServerConnection connect(SocketAddress remote) {
        RecordingServerConnection connection = new RecordingServerConnection(config.transportConfig(), remote);
        connection.handler = acceptor.accepted(connection);
        return connection.handler == null ? null : connection;
    }

    /** A whole batch of one request. */
    static void request(RecordingServerConnection connection, long seq, String message) {
        requestInBatch(connection, seq, TextTestCodec.FORMAT, "echo", message);
        connection.handler.onBatchEnd();
    }

    static void requestInBatch(
            RecordingServerConnection connection, long seq, int format, String action, String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        connection.received += 32 + bytes.length;
        connection.handler.onRequest(seq, format, 7, -1, action, bytes, 0, bytes.length, (ByteBuffer) null);
    }

    private final class Accepting implements Transport {
        @Override
        public Cancellable connect(RpcRuntime own, String address, TransportConfig limits, ClientOpener opener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listener listen(RpcRuntime own, String address, TransportConfig limits, ServerAcceptor newAcceptor) {
            acceptor = newAcceptor;
            listening = true;
            return new Listener() {
                @Override
                public String address() {
                    return address;
                }

                @Override
                public void close() {
                    listening = false;
                }
            };
        }
    }
}
