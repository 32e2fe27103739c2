package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Handler;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.transport.tcp.TcpTransportProvider;

/** Client, server and transport in a world: one connection, calls with numbers, and what must hold of them. */
final class Stack {
    static final String ADDRESS = "tcp://127.0.0.1:7000";
    private static final Transport TRANSPORT = new TcpTransportProvider().create();
    private static final long SECOND = 1_000_000_000L;

    final SimWorld world;
    final SimRuntime clientNode;
    final SimRuntime serverNode;
    final RandomGenerator random;
    final List<SimLink> links = new ArrayList<>();
    final List<TestCall> calls = new ArrayList<>();
    /** All calls before this one are over: asked after each event, so it must be cheap. */
    private int firstUnderWay;
    /** How often each call ran on the server. */
    final List<Integer> runs = new ArrayList<>();

    ClientConfig.Builder clientConfig = ClientConfig.builder();
    ServerConfig.Builder serverConfig = ServerConfig.builder();
    /** Of each answer; 0: none. */
    int answerBlob;

    Handler<byte[], byte[]> handler =
            (request, responder) -> answer(responder, Objects.requireNonNull(request.message()));
    boolean inline;

    @Nullable
    RpcServer server;

    @Nullable
    CompletableFuture<ClientStream> connecting;

    Stack(long seed, LinkConfig links) {
        world = new SimWorld(seed);
        world.links(links);
        clientNode = world.node("client");
        serverNode = world.node("server");
        random = world.random("test");
        world.onLink(this::onLink);
    }

    private void onLink(SimLink link) {
        link.up().record();
        link.down().record();
        links.add(link);
    }

    /** Answers after a time that the seed draws, from 0 to {@code atMost}. */
    Stack answersLate(Duration atMost) {
        handler = (request, responder) -> {
            responder.detach();
            byte[] message = Objects.requireNonNull(request.message());
            serverNode.schedule(random.nextLong(atMost.toNanos()), () -> answer(responder, message));
        };
        return this;
    }

    Stack neverAnswers() {
        handler = (request, responder) -> responder.detach();
        return this;
    }

    private void answer(Responder<byte[]> responder, byte[] message) {
        if (answerBlob == 0) {
            responder.ok(message);
        } else {
            responder.ok(message, TestCall.blob(TestCall.number(message), answerBlob));
        }
    }

    private void handle(Request<byte[]> request, Responder<byte[]> responder) throws Exception {
        int number = TestCall.number(Objects.requireNonNull(request.message()));
        runs.set(number, runs.get(number) + 1);
        assertThat(TestCall.isBlobOf(number, request.blobOrEmpty())).isTrue();
        handler.handle(request, responder);
    }

    /** Starts the server and connects; does not wait. */
    Stack start() {
        server = RpcServer.create(serverConfig
                .runtime(serverNode)
                .transport(TRANSPORT)
                .codecs(RawOnly.CODEC)
                .build());
        try {
            server.listen(ADDRESS, inline ? Dispatch.inline(this::handle) : Dispatch.concurrent(this::handle));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connecting = ClientStream.connectAsync(
                ADDRESS,
                clientConfig
                        .runtime(clientNode)
                        .transport(TRANSPORT)
                        .codec(RawOnly.CODEC)
                        .build());
        return this;
    }

    /** Starts and waits for the connection. */
    Stack connect() {
        start();
        world.runUntil(() -> Objects.requireNonNull(connecting).isDone(), Duration.ofSeconds(15));
        return this;
    }

    ClientStream client() {
        return Objects.requireNonNull(connecting).join();
    }

    RpcServer server() {
        return Objects.requireNonNull(server);
    }

    SimLink link() {
        return links.getFirst();
    }

    TestCall offer(Duration timeout) {
        return offer(0, timeout);
    }

    /** Sends a call by a task; the window must have a place. */
    TestCall offer(int padding, Duration timeout) {
        return offer(padding, 0, timeout);
    }

    /** Sends a call with a blob. */
    TestCall offer(int padding, int blobLength, Duration timeout) {
        TestCall call = call(padding, blobLength, timeout);
        assertThat(client().offer(call)).isTrue();
        return call;
    }

    /** Sends a call that joins the line where the window is full. */
    TestCall callAsync(Duration timeout) {
        TestCall call = call(0, 0, timeout);
        CallOptions options = CallOptions.NONE.withTimeout(timeout);
        client().callAsync(TestCall.ACTION, TestCall.message(call.number, 0), options)
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        call.answered(reply);
                    }
                    call.done((RpcException) failure);
                });
        return call;
    }

    /** A call that is still to be sent. */
    TestCall call(int padding, int blobLength, Duration timeout) {
        TestCall call = new TestCall(calls.size(), clientNode, padding, blobLength, timeout.toNanos());
        calls.add(call);
        runs.add(0);
        return call;
    }

    boolean allOver() {
        while (firstUnderWay < calls.size() && calls.get(firstUnderWay).isOver()) {
            firstUnderWay++;
        }
        return firstUnderWay == calls.size();
    }

    /** Runs until each call has ended. */
    void finish(Duration atMost) {
        world.runUntil(this::allOver, atMost);
    }

    /**
     * What must hold when all is over: each call ended once; what was answered has its own answer; no call ran twice; a claim
     * that a call did not run, or did, is true; the bytes on the links are whole valid frames.
     */
    void check() {
        for (TestCall call : calls) {
            assertThat(call.dones).as("ends of %s", call).isEqualTo(1);
            int ran = runs.get(call.number);
            assertThat(ran).as("runs of %s", call).isLessThanOrEqualTo(1);
            if (call.error == null) {
                assertThat(call.decodes).isEqualTo(1);
                checkAnswerBlob(call);
                assertThat(call.answer).as("answer of %s", call).isEqualTo(call.number);
                assertThat(ran).as("runs of %s", call).isEqualTo(1);
            } else if (call.error.outcome().safeToRetry()) {
                assertThat(ran).as("runs of %s", call).isZero();
            } else if (call.error.outcome() == Outcome.EXECUTED) {
                assertThat(ran).as("runs of %s", call).isEqualTo(1);
            }
        }
        assertThat(world.errors()).isEmpty();
        links.forEach(Stack::checkFrames);
    }

    private void checkAnswerBlob(TestCall call) {
        if (answerBlob > 0) {
            ByteBuffer blob = Objects.requireNonNull(call.answerBlob);
            assertThat(blob.position()).isEqualTo(answerBlob);
            assertThat(TestCall.isBlobOf(call.number, blob.flip())).isTrue();
        }
    }

    /** Closes both sides and checks that nothing is left. */
    void closeAndCheckLeaks() {
        if (Objects.requireNonNull(connecting).isDone() && !connecting.isCompletedExceptionally()) {
            client().close();
        }
        server().close();
        world.runFor(Duration.ofSeconds(1));
        for (TestCall call : calls) {
            assertThat(call.dones).as("ends of %s", call).isEqualTo(1);
            assertThat(call.released).as("releases of %s", call).isEqualTo(call.hasBlob() ? 1 : 0);
        }
        assertThat(clientNode.streams()).as("streams of the client").isZero();
        assertThat(serverNode.streams()).as("streams of the server").isZero();
        assertThat(clientNode.timers()).as("timers of the client").isZero();
        assertThat(serverNode.timers()).as("timers of the server").isZero();
        assertThat(world.errors()).isEmpty();
    }

    /** Frame follows frame; only the last may lack its end, where the connection broke. */
    private static void checkFrames(SimLink link) {
        byte[] up = link.up().recorded();
        long lastSeq = 0;
        for (int at = 0; at + RequestHeader.SIZE <= up.length; ) {
            assertThat(RequestHeader.magic(up, at)).isEqualTo(RequestHeader.MAGIC);
            assertThat(RequestHeader.version(up, at)).isEqualTo(RequestHeader.VERSION);
            assertThat(RequestHeader.seq(up, at)).isEqualTo(++lastSeq);
            assertThat(RequestHeader.messageLength(up, at)).isLessThan(1 << 20);
            at += RequestHeader.SIZE
                    + (int) RequestHeader.messageLength(up, at)
                    + (int) RequestHeader.blobLength(up, at);
        }
        byte[] down = link.down().recorded();
        for (int at = 0; at + ResponseHeader.SIZE <= down.length; ) {
            assertThat(ResponseHeader.magic(down, at)).isEqualTo(RequestHeader.MAGIC);
            assertThat(ResponseHeader.version(down, at)).isEqualTo(RequestHeader.VERSION);
            assertThat(ResponseHeader.seq(down, at)).isBetween(1L, lastSeq);
            boolean ok = ResponseHeader.flag(down, at) == ResponseHeader.OK;
            assertThat(ok || ResponseHeader.flag(down, at) == ResponseHeader.TEXT)
                    .isTrue();
            at += ResponseHeader.SIZE + ResponseHeader.value(down, at) + ResponseHeader.blobLength(down, at);
        }
    }

    static void checkFailedWith(TestCall call, ErrorCode code, Outcome outcome) {
        assertThat(call.error).as("%s", call).isNotNull();
        assertThat(call.error.code()).isEqualTo(code);
        assertThat(call.error.outcome()).isEqualTo(outcome);
    }

    static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * SECOND));
    }
}
