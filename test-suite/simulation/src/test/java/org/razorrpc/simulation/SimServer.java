package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Handler;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.Transport;
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
        RpcServer fresh = RpcServer.create(ServerConfig.builder()
                .runtime(node)
                .transport(TRANSPORT)
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
        if (fails.getAsBoolean()) {
            throw new IllegalStateException("on purpose");
        }
        assertThat(TestCall.isBlobOf(number, request.blobOrEmpty()))
                .as("the blob of call %d", number)
                .isTrue();
        handler.handle(request, responder);
    }

    /** Answers every further request, pings too, that it takes none, and accepts no connection; ends with its last client. */
    void drain() {
        if (server != null) {
            server.shutdownAsync(Duration.ofDays(1));
        }
    }

    /** Dies: its connections break, and nobody listens. */
    void kill() {
        RpcServer running = server;
        if (running != null) {
            running.close();
            server = null;
        }
    }
}
