package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.razorrpc.interop.Frames.Response;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.ShutdownReport;

/** The crates' client with calls in flight at razor's server: how many, in which order, too late, and when one side ends. */
class FromRustInFlightTest extends FromRust {
    private static final int BLOB = 8_000_000;
    private static final int HALF = BLOB / 2;

    /** One answer makes room for one call: with a lower mark the server would wait for more answers than a round may leave. */
    @Test
    void aLargerWindowThanTheServersBoundMeetsTheBound() throws Exception {
        Dispatch numbers = Dispatch.byAction().inline(Actions.NEXT, held::hold).build();
        String address = serve(numbers, c -> c.maxInFlight(16).resumeInFlight(15));
        Peer client = start("client", address, "pipeline", "1600", "128");
        for (int round = 0; round < 100; round++) {
            held.await(16);
            held.release(16);
        }
        assertThat(client.rest()).isEqualTo("1600 answered");
        assertThat(held.most()).isEqualTo(16);
    }

    @Test
    void answersInAnyOrderReachTheirCalls() throws Exception {
        Peer client = talk(serve());
        assertThat(client.ask("hold 100 1000")).isEqualTo("held");
        for (int call = 99; call >= 50; call--) {
            assertThat(client.ask("release 1")).isEqualTo("held " + (call + 1));
            assertThat(client.ask("last")).isEqualTo(call + ": " + (call + 1) + " and 1000 bytes");
        }
        assertThat(client.ask("release 50")).isEqualTo("held 50");
        for (int call = 0; call < 50; call++) {
            assertThat(client.ask("first")).isEqualTo(call + ": " + (call + 1) + " and 1000 bytes");
        }
    }

    @Test
    void anAnswerAfterItsTimeoutIsReadOver() throws Exception {
        Peer client = talk(serve(), 2);
        assertThat(client.ask("hold 1 1000000")).isEqualTo("held");
        assertThat(client.ask("first")).isEqualTo("0: rpc rpc_timeout");
        assertThat(client.ask("release 1")).isEqualTo("held 1");
        assertThat(client.ask("next")).isEqualTo("next ok");
    }

    @Test
    void manyCallersOverOnePoolGetTheirOwnAnswers() throws Exception {
        String address = serve(Api.dispatch(), UnaryOperator.identity());
        assertThat(output("api", address, "many", "32", "100")).isEqualTo("6400 answered");
    }

    @Test
    void pingsAreAnsweredAndTheAnswersReadOver() throws Exception {
        List<Response> responses = Frames.none();
        Peer client = talk(proxy(serve(), Proxy.UNCHANGED, Frames.responses(responses)));
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask("ping")).isEqualTo("ping sent");
        }
        await().until(() -> responses.size() == 3);
        assertThat(responses).containsExactly(new Response(1, 0, ""), new Response(2, 0, ""), new Response(3, 0, ""));
        assertThat(client.ask("next")).isEqualTo("next ok");
    }

    /** The crates' pool pings each second that it is idle. */
    @Test
    void anIdlePoolsPingsAreAnsweredOnItsOnlyConnection() throws Exception {
        List<Response> responses = Frames.none();
        String address = serve(Api.dispatch(), UnaryOperator.identity());
        Peer client = start("api", proxy(address, Proxy.UNCHANGED, Frames.responses(responses)), "idle");
        assertThat(client.line()).isEqualTo("add Ok(2)");
        await().until(() -> responses.stream().filter(this::answersAPing).count() >= 2);
        assertThat(client.ask("again")).isEqualTo("add Ok(2)");
        assertThat(responses).extracting(Response::seq).isSorted().doesNotHaveDuplicates();
    }

    private boolean answersAPing(Response response) {
        return response.flag() == 0 && response.body().isEmpty();
    }

    @Test
    void aPingToAServerThatDrainsIsRefusedAndReadOver() throws Exception {
        List<Response> responses = Frames.none();
        Peer client = talk(proxy(serve(), Proxy.UNCHANGED, Frames.responses(responses)));
        assertThat(client.ask("hold 1 0")).isEqualTo("held");
        held.await(1);
        CompletableFuture<ShutdownReport> shutdown = server.shutdownAsync(Duration.ofSeconds(30));
        String next;
        do {
            next = client.ask("next");
        } while (next.equals("next ok"));
        assertThat(next).isEqualTo("next rpc rpc_unreachable");
        responses.clear();
        assertThat(client.ask("ping")).isEqualTo("ping sent");
        assertThat(client.ask("next")).isEqualTo("next rpc rpc_unreachable");
        held.release(1);
        assertThat(client.ask("first")).isEqualTo("0: 1 and 0 bytes");
        assertThat(responses).extracting(Response::flag).containsExactly(2, 2, 0);
        assertThat(responses.getFirst().body()).as("the answer to the ping").isEqualTo("rpc_unreachable");
        assertThat(client.rest()).isEmpty();
        assertThat(shutdown.get(20, TimeUnit.SECONDS).clean()).isTrue();
    }

    /** The crates have no other way to close than to drop the client, which then waits for what is in flight. */
    @Test
    void aClientThatIsDroppedGetsTheAnswersInFlightAndThenCloses() throws Exception {
        Peer client = talk(serve());
        assertThat(client.ask("hold 2 1000")).isEqualTo("held");
        held.await(2);
        assertThat(client.ask("leave")).isEqualTo("left");
        held.release(2);
        assertThat(client.ask("first")).isEqualTo("0: 1 and 1000 bytes");
        assertThat(client.ask("first")).isEqualTo("1: 2 and 1000 bytes");
        awaitNoConnection();
    }

    @Test
    void aClientThatDiesInsideABlobHarmsNobodyElse() throws Exception {
        String address = serve();
        Cut cut = new Cut(HALF);
        Peer client = talk(proxy(address, cut, Proxy.UNCHANGED));
        client.say("hold 1 " + BLOB);
        cut.awaitReached();
        client.close();
        cut.end();
        awaitNoConnection();
        assertThat(server.stats().requests())
                .as("requests that reached a handler")
                .isZero();
        assertThat(output("client", address, "shapes")).isEqualTo("shapes are equal");
    }

    @Test
    void aServerThatDiesInsideABlobFailsTheCallsInFlight() throws Exception {
        Cut cut = new Cut(HALF);
        Peer client = talk(proxy(serve(), Proxy.UNCHANGED, cut));
        assertThat(client.ask("hold 2 " + BLOB)).isEqualTo("held");
        held.await(2);
        held.release(1);
        cut.awaitReached();
        server.close();
        cut.end();
        assertThat(client.ask("last")).isEqualTo("1: rpc rpc_io_err");
        assertThat(client.ask("first")).isEqualTo("0: rpc rpc_io_err");
        assertThat(client.ask("next")).isEqualTo("next rpc rpc_io_err");
    }

    private void awaitNoConnection() {
        await().until(() -> server.stats().connections() == 0);
    }
}
