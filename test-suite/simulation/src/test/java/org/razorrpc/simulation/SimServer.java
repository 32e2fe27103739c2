package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Handler;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerAcceptor;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;
import org.razorrpc.transport.tcp.TcpTransportProvider;

/** One of the servers that a pool's tests have: it starts, drains, dies and starts again, on a node of its own. */
final class SimServer {
    private static final Transport TRANSPORT = new TcpTransportProvider().create();

    final SimRuntime node;
    final String address;
    private final PoolStack stack;
    /** Requests that a handler has seen. */
    int handled;

    /** How it answers; by itself it answers the message at once. */
    Handler<byte[], byte[]> handler = (request, responder) -> responder.ok(Objects.requireNonNull(request.message()));

    /** Whether the next request runs and fails, so that nobody knows how far it came. */
    BooleanSupplier fails = () -> false;

    private boolean draining;

    @Nullable
    RpcServer server;

    SimServer(PoolStack stack, int number) {
        this.stack = stack;
        node = stack.world.node("server" + number);
        address = "tcp://127.0.0.1:" + (7000 + number);
    }

    /** Answers after that time. */
    SimServer answersAfter(Duration time) {
        handler = (request, responder) -> {
            responder.detach();
            byte[] message = Objects.requireNonNull(request.message());
            node.schedule(time.toNanos(), () -> responder.ok(message));
        };
        return this;
    }

    SimServer neverAnswers() {
        handler = (request, responder) -> responder.detach();
        return this;
    }

    SimServer start() {
        draining = false;
        RpcServer fresh = RpcServer.create(ServerConfig.builder()
                .runtime(node)
                .transport(new Drainable())
                .codecs(RawOnly.CODEC)
                .build());
        try {
            fresh.listen(address, Dispatch.concurrent(this::handle));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = fresh;
        return this;
    }

    private void handle(Request<byte[]> request, Responder<byte[]> responder) throws Exception {
        int number = TestCall.number(Objects.requireNonNull(request.message()));
        handled++;
        stack.ran(number);
        assertThat(TestCall.isBlobOf(number, request.blobOrEmpty()))
                .as("the blob of call %d", number)
                .isTrue();
        handler.handle(request, responder);
    }

    /** Answers every further request, pings too, that it takes none, and accepts no connection. */
    void drain() {
        draining = true;
        listening.close();
    }

    /** Dies: its connections break, and nobody listens. */
    void kill() {
        RpcServer running = server;
        if (running != null) {
            running.close();
            server = null;
        }
    }

    private Listener listening = new Listener() {
        @Override
        public String address() {
            return address;
        }

        @Override
        public void close() {}
    };

    /** What a draining server does, without the wait of its shutdown. */
    private final class Drainable implements Transport {
        @Override
        public Cancellable connect(RpcRuntime runtime, String to, TransportConfig config, ClientOpener opener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listener listen(RpcRuntime runtime, String at, TransportConfig config, ServerAcceptor acceptor)
                throws IOException {
            listening = TRANSPORT.listen(runtime, at, config, connection -> {
                ServerConnectionHandler handler = acceptor.accepted(connection);
                return handler == null ? null : new Door(connection, handler);
            });
            return listening;
        }
    }

    private final class Door implements ServerConnectionHandler {
        private final ServerConnection connection;
        private final ServerConnectionHandler inner;

        Door(ServerConnection connection, ServerConnectionHandler inner) {
            this.connection = connection;
            this.inner = inner;
        }

        private void answer(long seq, ErrorCode word) {
            connection.write(new ResponseFrame() {
                @Override
                public long seq() {
                    return seq;
                }

                @Override
                public int flag() {
                    return ResponseHeader.TEXT;
                }

                @Override
                public void encode(WireBuffer out) {
                    out.putBytes(Objects.requireNonNull(word.word()).getBytes(StandardCharsets.UTF_8));
                }
            });
            connection.flush();
        }

        @Override
        public void onRequest(
                long seq,
                int format,
                long clientId,
                int action,
                @Nullable String actionName,
                byte[] buf,
                int offset,
                int length,
                @Nullable ByteBuffer blob) {
            if (draining) {
                answer(seq, ErrorCode.UNREACHABLE);
            } else if (fails.getAsBoolean()) {
                handled++;
                stack.ran(ByteBuffer.wrap(buf, offset, length).getInt());
                answer(seq, ErrorCode.INTERNAL);
            } else {
                inner.onRequest(seq, format, clientId, action, actionName, buf, offset, length, blob);
            }
        }

        @Override
        public void onPing(long seq) {
            if (draining) {
                answer(seq, ErrorCode.UNREACHABLE);
            } else {
                inner.onPing(seq);
            }
        }

        @Override
        public void onRefused(long seq, ErrorCode word, String reason, boolean last) {
            inner.onRefused(seq, word, reason, last);
        }

        @Override
        public void onBatchEnd() {
            inner.onBatchEnd();
        }

        @Override
        public void onInputEnd() {
            inner.onInputEnd();
        }

        @Override
        public void onWritten() {
            inner.onWritten();
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            inner.onClosed(cause);
        }
    }
}
