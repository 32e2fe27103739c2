package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.RecordingServerConnection.Answer;

/** Limits on connections, draining, closing. */
@Timeout(30)
final class ServerLifecycleTest {
    private final List<Responder<String>> responders = new ArrayList<>();
    private final AtomicReference<ServerPeer> peer = new AtomicReference<>();
    private final ServerFixture fixture = new ServerFixture(
            builder -> builder.maxConnections(4).maxConnectionsPerAddress(2),
            Dispatch.byAction()
                    .inline(ServerFixture.ECHO, (request, responder) -> {
                        peer.set(request.peer());
                        responder.detach();
                        responders.add(responder);
                    })
                    .build());

    private static InetSocketAddress address(int last) throws Exception {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), 4000);
    }

    /** Runs the shutdown on a thread of its own and returns once it has begun to wait. */
    private CompletableFuture<ShutdownReport> beginShutdown(Duration atMost) {
        CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                report.complete(fixture.server.shutdown(atMost));
            } catch (Throwable failure) {
                report.completeExceptionally(failure);
            }
        });
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return report;
    }

    @Test
    void connectionsOfOneAddressAreLimitedAndOthersComeIn() throws Exception {
        RecordingServerConnection first = fixture.connect(address(1));
        assertThat(fixture.connect(address(1))).isNotNull();
        assertThat(fixture.connect(address(1))).isNull();
        assertThat(fixture.connect(address(2))).isNotNull();
        assertThat(fixture.server.stats().refusedConnections()).isEqualTo(1);
        first.close(null);
        assertThat(fixture.connect(address(1)))
                .as("room again after one has gone")
                .isNotNull();
    }

    @Test
    void connectionsInAllAreLimitedAndUnixPeersOnlyByThat() {
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("");
        for (int i = 0; i < 4; i++) {
            assertThat(fixture.connect(unix)).isNotNull();
        }
        assertThat(fixture.connect(unix)).isNull();
        assertThat(fixture.server.stats().connections()).isEqualTo(4);
        assertThat(fixture.server.stats().refusedConnections()).isEqualTo(1);
    }

    @Test
    void closeActionRunsOnceByExecute() {
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, "x");
        AtomicInteger runs = new AtomicInteger();
        peer.get().onClosed(runs::incrementAndGet);
        fixture.runtime.runTasks();
        assertThat(runs).hasValue(0);
        connection.close(null);
        assertThat(runs).as("not on the thread that closes").hasValue(0);
        fixture.runtime.runTasks();
        assertThat(runs).hasValue(1);
        peer.get().onClosed(runs::incrementAndGet);
        fixture.runtime.runTasks();
        assertThat(runs).as("at once when it is gone already").hasValue(2);
    }

    @Test
    void shutdownWithoutConnectionReturnsAtOnce() {
        ShutdownReport report = fixture.server.shutdown(Duration.ofHours(1));
        assertThat(report).isEqualTo(new ShutdownReport(0, 0, 0, Duration.ZERO));
        assertThat(fixture.listening).isFalse();
    }

    @Test
    void shutdownFinishesWhatItHasAndRefusesTheRest() throws Exception {
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, "x");
        CompletableFuture<ShutdownReport> report = beginShutdown(Duration.ofMinutes(1));
        assertThat(fixture.listening).isFalse();
        ServerFixture.request(connection, 2, "y");
        connection.handler.onPing(3);
        responders.get(0).ok("done");
        assertThat(connection.answers)
                .containsExactly(
                        Answer.error(2, "rpc_unreachable"), Answer.error(3, "rpc_unreachable"), Answer.ok(1, "done"));
        assertThat(connection.closed || connection.finished)
                .as("it is the client that closes")
                .isFalse();
        connection.handler.onInputEnd();
        assertThat(connection.finished).isTrue();
        connection.close(null);
        assertThat(report.get(10, TimeUnit.SECONDS)).isEqualTo(new ShutdownReport(1, 1, 0, Duration.ZERO));
        assertThat(fixture.runtime.timerCount())
                .as("only the sweep's last tick")
                .isEqualTo(1);
    }

    @Test
    void shutdownBreaksOffWhatIsLeftWhenTimeIsUp() throws Exception {
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, "x");
        ServerFixture.request(connection, 2, "x");
        CompletableFuture<ShutdownReport> report = beginShutdown(Duration.ofSeconds(3));
        responders.get(0).ok("in time");
        fixture.runtime.advance(Duration.ofMillis(2900));
        assertThat(report).isNotDone();
        fixture.runtime.advance(Duration.ofMillis(100));
        assertThat(report.get(10, TimeUnit.SECONDS)).isEqualTo(new ShutdownReport(1, 0, 1, Duration.ofSeconds(3)));
        assertThat(connection.closed).isTrue();
        assertThat(responders.get(1).ok("too late")).isFalse();
    }

    /** A reset would leave its client in doubt about calls that never ran. */
    @Test
    void aConnectionThatTheBacklogStillHeldIsAnsweredThatNothingRan() throws Exception {
        CompletableFuture<ShutdownReport> report = fixture.server.shutdownAsync(Duration.ofHours(1));
        RecordingServerConnection late = fixture.connect();
        assertThatThrownBy(() -> fixture.server.listen("test:again", Dispatch.inline((q, r) -> {})))
                .isInstanceOf(IllegalStateException.class);
        fixture.runtime.runTasks();
        ServerFixture.request(late, 1, "x");
        assertThat(late.answers).containsExactly(Answer.error(1, "rpc_unreachable"));
        assertThat(report).isNotDone();
        late.close(null);
        assertThat(report.get(0, TimeUnit.SECONDS)).isEqualTo(new ShutdownReport(0, 1, 0, Duration.ZERO));
        assertThat(fixture.connect()).as("closed").isNull();
    }

    @Test
    void shutdownAsyncMayBeCalledWhereBlockingIsForbiddenAndEndsInTime() throws Exception {
        fixture.runtime.mayBlock = false;
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, "x");
        ServerFixture.request(connection, 2, "x");
        CompletableFuture<ShutdownReport> report = fixture.server.shutdownAsync(Duration.ofSeconds(3));
        CompletableFuture<ShutdownReport> patient = fixture.server.shutdownAsync(Duration.ofSeconds(9));
        assertThat(fixture.listening)
                .as("a listener is closed where blocking is allowed")
                .isTrue();
        fixture.runtime.runTasks();
        assertThat(fixture.listening).isFalse();
        responders.get(0).ok("in time");
        fixture.runtime.advance(Duration.ofMillis(2999));
        assertThat(report).isNotDone();
        fixture.runtime.advance(Duration.ofMillis(1));
        ShutdownReport expected = new ShutdownReport(1, 0, 1, Duration.ofSeconds(3));
        assertThat(report.get(0, TimeUnit.SECONDS)).isEqualTo(expected);
        assertThat(patient.get(0, TimeUnit.SECONDS)).isEqualTo(expected);
        assertThat(connection.closed).isTrue();
    }

    @Test
    void shutdownAsyncWithoutTimeOrAfterCloseReportsAtOnce() throws Exception {
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, "x");
        ShutdownReport expected = new ShutdownReport(0, 0, 1, Duration.ZERO);
        assertThat(fixture.server.shutdownAsync(Duration.ZERO).get(0, TimeUnit.SECONDS))
                .isEqualTo(expected);
        assertThat(fixture.listening).isFalse();
        assertThat(fixture.server.shutdownAsync(Duration.ofHours(1)).get(0, TimeUnit.SECONDS))
                .isEqualTo(expected);
        fixture.runtime.runTasks();
        assertThat(fixture.runtime.timerCount())
                .as("only the sweep's last tick")
                .isEqualTo(1);
    }

    @Test
    void closeEndsAShutdown() throws Exception {
        RecordingServerConnection connection = fixture.connect();
        ServerFixture.request(connection, 1, "x");
        CompletableFuture<ShutdownReport> report = beginShutdown(Duration.ofHours(1));
        fixture.server.close();
        assertThat(report.get(10, TimeUnit.SECONDS).aborted()).isEqualTo(1);
        assertThat(connection.closed).isTrue();
    }

    @Test
    void shutdownIsRefusedWhereBlockingIsForbidden() {
        fixture.runtime.mayBlock = false;
        assertThatThrownBy(() -> fixture.server.shutdown(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(fixture.listening).as("nothing has happened").isTrue();
    }

    @Test
    void shutdownIsRefusedOnAReader() {
        AtomicReference<RpcServer> server = new AtomicReference<>();
        List<Throwable> thrown = new ArrayList<>();
        ServerFixture own = ServerFixture.inline((request, responder) -> {
            try {
                server.get().shutdown(Duration.ofSeconds(1));
            } catch (IllegalStateException expected) {
                thrown.add(expected);
            }
            responder.ok("y");
        });
        server.set(own.server);
        RecordingServerConnection connection = own.connect();
        ServerFixture.request(connection, 1, "x");
        assertThat(thrown).hasSize(1);
        assertThat(connection.answers).containsExactly(Answer.ok(1, "y"));
    }

    @Test
    void closeIsIdempotentAndTheUsersRuntimeStaysOpen() {
        RecordingServerConnection connection = fixture.connect();
        fixture.server.close();
        fixture.server.close();
        fixture.runtime.runTasks();
        assertThat(connection.closed).isTrue();
        assertThat(connection.closeCause).isNull();
        assertThat(fixture.server.stats().connections()).isZero();
        assertThat(fixture.runtime.isClosed()).isFalse();
        assertThatThrownBy(() -> fixture.server.listen("test:again", Dispatch.inline((q, r) -> {})))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void runtimeThatWasLookedUpIsSharedAndClosedWithTheLastConnectionOfItsLastServer() throws Exception {
        ServerConfig config = ServerConfig.builder().codecs(new TextTestCodec()).build();
        RpcServer first = RpcServer.create(config);
        InlineTestRuntime runtime = InlineTestRuntimeProvider.MADE.getLast();
        RpcServer second = RpcServer.create(config);
        assertThat(InlineTestRuntimeProvider.MADE.getLast()).isSameAs(runtime);
        first.close();
        runtime.runTasks();
        assertThat(runtime.isClosed()).isFalse();
        AtomicInteger closed = new AtomicInteger();
        second.listen("mem://lease", Dispatch.inline((request, responder) -> {
            request.peer().onClosed(() -> {
                assertThat(runtime.isClosed())
                        .as("the action still has its runtime")
                        .isFalse();
                closed.incrementAndGet();
            });
            responder.detach();
        }));
        ClientStream client = connect("mem://lease", runtime);
        client.callAsync(Action.raw("x"), new byte[0]);
        runtime.runTasks();
        second.close();
        assertThat(runtime.isClosed()).as("a connection is still to be told").isFalse();
        runtime.runTasks();
        assertThat(closed).hasValue(1);
        assertThat(runtime.isClosed()).isTrue();
    }

    private static ClientStream connect(String address, InlineTestRuntime runtime) throws Exception {
        CompletableFuture<ClientStream> client = ClientStream.connectAsync(
                address,
                ClientConfig.builder()
                        .runtime(runtime)
                        .codec(new TextTestCodec())
                        .build());
        runtime.runTasks();
        return client.get(1, TimeUnit.SECONDS);
    }

    @Test
    void serverWithoutACodecIsAnErrorThatSaysWhatToAdd() {
        assertThatThrownBy(RpcServer::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("no codec is present; add org.razorrpc:razor-codec-msgpack");
    }

    @Test
    void twoCodecsOfOneFormatAreRefused() {
        ServerConfig config = ServerConfig.builder()
                .runtime(new InlineTestRuntime())
                .codecs(new TextTestCodec(), new TextTestCodec())
                .build();
        assertThatThrownBy(() -> RpcServer.create(config))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 128");
    }
}
