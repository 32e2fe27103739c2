package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.ShutdownReport;
import org.razorrpc.stream.spi.TransportConfig;

/** What the Rust program says it saw of razor's server. */
class FromRustTest extends FromRust {

    @Test
    void everyShapeArrivesAndComesBack() throws Exception {
        assertThat(output("client", serve(), "shapes")).isEqualTo("shapes are equal");
    }

    @Test
    void blobsOfAllSizesComeBackWhole() throws Exception {
        assertThat(output("client", serve(), "blobs")).isEqualTo("blobs are equal");
    }

    @Test
    void filesAreOpenedWrittenAndRead() throws Exception {
        Files.writeString(files.resolve("a.txt"), "hello");
        assertThat(output("client", serve(), "files", "a.txt")).isEqualTo("opened 5 bytes, missing: errno 2");
        assertThat(files.resolve("a.txt")).hasSize(100_005);
    }

    @Test
    void theUsersErrorsArriveAsTheyWereAnswered() throws Exception {
        assertThat(output("client", serve(), "faults").lines())
                .containsExactly(
                        "errno 0",
                        "errno 13",
                        "text division by zero",
                        "text ",
                        "text not rpc_timeout",
                        "value disk 18446744073709551615",
                        "rpc rpc_internal_err");
    }

    /** The crates' client makes room for as many bytes as the number says, here 2 GiB. */
    @Test
    void aNegativeErrnoIsAboveWhatRustsSignedErrorsCanRead() throws Exception {
        assumeTrue(availableMemory() > 4L << 30, "less than 4 GiB of memory are available");
        assertThat(output("api", serve(Api.dispatch(), UnaryOperator.identity()), "negative-errno")
                        .lines())
                .containsExactly("check_even Err(errno 2147483649)", "fail Err(errno 5)", "fail Err(rpc_decode)");
    }

    private static long availableMemory() throws IOException {
        Path memory = Path.of("/proc/meminfo");
        if (!Files.exists(memory)) {
            return 0;
        }
        String line = Files.readAllLines(memory).stream()
                .filter(each -> each.startsWith("MemAvailable:"))
                .findFirst()
                .orElse("MemAvailable: 0 kB");
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    @Test
    void whatIsRefusedSaysWhyAndTheConnectionLives() throws Exception {
        assertThat(output("client", serve(), "refusals").lines())
                .containsExactly(
                        "action rpc rpc_method_notfound",
                        "method rpc rpc_method_notfound",
                        "type rpc rpc_decode",
                        "result rpc rpc_decode",
                        "next ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blob", "message", "action"})
    void whatIsOverTheLimitsIsAnsweredAndThenTheConnectionClosed(String what) throws Exception {
        TransportConfig limits =
                TransportConfig.builder().maxMessage(100_000).maxBlob(100_000).build();
        assertThat(output("client", serve(c -> c.transportConfig(limits)), "over-limit", what)
                        .lines())
                .containsExactly("result rpc rpc_encode", "next ok", what + " rpc rpc_decode", "next rpc rpc_io_err");
    }

    /** Windows smaller and larger than the server's bound of 1,024, with pings between the calls. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "128", "4096"})
    void pipelinedCallsAllGetTheirOwnAnswers(String window) throws Exception {
        String calls = Integer.toString(window.equals("1") ? 1000 : 100_000);
        assertThat(output("client", serve(), "pipeline", calls, window)).isEqualTo(calls + " answered");
    }

    @Test
    void aCallWithoutAnAnswerTimesOutAlone() throws Exception {
        assertThat(output("client", serve(), "timeout").lines()).containsExactly("never rpc rpc_timeout", "next ok");
    }

    @Test
    void aCallThatTheHandlerForgetsIsAnsweredForIt() throws Exception {
        Peer client = start("client", serve(c -> c.answerTimeout(Duration.ofMillis(100))), "wait");
        assertThat(client.line()).isEqualTo("waiting");
        assertThat(client.rest().lines()).containsExactly("never rpc rpc_internal_err", "next ok");
    }

    private Peer clientWithACallInFlight() throws IOException {
        return clientWithACallInFlight(serve());
    }

    private Peer clientWithACallInFlight(String address) throws IOException {
        Peer client = start("client", address, "wait");
        assertThat(client.line()).isEqualTo("waiting");
        client.say("next");
        assertThat(client.line()).as("and so the call before it has arrived").isEqualTo("next ok");
        return client;
    }

    @Test
    void aServerThatClosesFailsTheCallsInFlight() throws Exception {
        Peer client = clientWithACallInFlight();
        server.close();
        assertThat(client.rest().lines()).containsExactly("never rpc rpc_io_err", "next rpc rpc_io_err");
    }

    @Test
    void aClientThatDiesInTheMiddleHarmsNobodyElse() throws Exception {
        String address = serve();
        Peer living = clientWithACallInFlight(address);
        clientWithACallInFlight(address).close();
        assertThat(output("client", address, "shapes")).isEqualTo("shapes are equal");
        living.say("next");
        assertThat(living.line()).isEqualTo("next ok");
    }

    @Test
    void aServerThatDrainsSaysThatItRunsNothingMore() throws Exception {
        Peer client = clientWithACallInFlight();
        CompletableFuture<ShutdownReport> shutdown =
                CompletableFuture.supplyAsync(() -> server.shutdown(Duration.ofSeconds(2)));
        String next;
        do {
            client.say("next");
            next = client.line();
        } while (next.equals("next ok"));
        assertThat(next).isEqualTo("next rpc rpc_unreachable");
        assertThat(client.rest().lines()).containsExactly("never rpc rpc_io_err", "next rpc rpc_io_err");
        assertThat(shutdown.get(10, TimeUnit.SECONDS).aborted()).isEqualTo(1);
    }

    @Test
    void theApisMethodsAreActions() throws Exception {
        assertThat(output("api", serve(Api.dispatch(), UnaryOperator.identity()))
                        .lines())
                .containsExactly(
                        "add Ok(9223372036854775807)",
                        "add Err(overflow)",
                        "divide Err(division by zero)",
                        "check_even Ok(())",
                        "check_even Err(errno 65535)",
                        "check_positive Err(err)",
                        "text Ok(\"grüße\")",
                        "unit Ok(())",
                        "missing Err(rpc_method_notfound)",
                        "home Err(rpc_service_notfound)",
                        "root Ok(1073741824)",
                        "root Err(EDOM)",
                        "swap Ok((-32769, \"left\"))");
    }
}
