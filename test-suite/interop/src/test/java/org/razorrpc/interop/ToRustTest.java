package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.codec.msgpack.MsgpackConfig;
import org.razorrpc.files.FileActions;
import org.razorrpc.files.FileActions.FilePath;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.files.FileActions.Transferred;
import org.razorrpc.interop.Shapes.Bytes;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.TransportConfig;

/** What razor's client sees of the crates' server. */
class ToRustTest extends ToRust {

    @Test
    void everyShapeArrivesAndComesBack() {
        ClientStream client = client();
        for (int number = 0; number < Samples.ALL.size(); number++) {
            Shapes expected = Samples.ALL.get(number);
            assertThat(client.call(Actions.SAMPLE, number)).isEqualTo(expected);
            assertThat(client.call(Actions.ECHO, expected)).isEqualTo(expected);
        }
        assertThat(client.call(Actions.UNIT, null)).isNull();
        assertThat(client.call(Actions.NAMED, 41L)).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesOfEitherFormAreReadByRust(boolean asArray) {
        MsgpackConfig config =
                MsgpackConfig.builder().snakeCase(true).bytesAsArray(asArray).build();
        ClientStream client = client(c -> c.codec(new MsgpackCodecProvider().create(config)));
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 1, 127, -128, -1});
        Bytes both = new Bytes(bytes, bytes.duplicate());
        assertThat(client.call(Actions.BYTES, both)).isEqualTo(both);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 65_535, 65_536, 1 << 20, 16 << 20})
    void blobsOfAllSizesComeBackWhole(int size) {
        ByteBuffer blob = ByteBuffer.wrap(pattern(size));
        CallOptions options = CallOptions.blob(Blob.of(blob));
        Reply<Long> reply = client().call(Actions.BLOB, null, options);
        assertThat(reply.message()).isEqualTo(size);
        ByteBuffer echoed = reply.blob() == null ? ByteBuffer.allocate(0) : reply.blob();
        assertThat(echoed.equals(blob)).as("the same %d bytes", size).isTrue();
    }

    @Test
    void filesAreOpenedWrittenAndRead() throws IOException {
        Files.writeString(files.resolve("a.txt"), "hello");
        byte[] bytes = pattern(100_000);
        ClientStream client = client();
        Opened opened = client.call(FileActions.OPEN, new FilePath("a.txt"));
        assertThat(opened.size()).isEqualTo(5);
        Range range = new Range(opened.inode(), 5, bytes.length);
        Transferred written = client.call(FileActions.WRITE, range, CallOptions.blob(Blob.of(bytes)))
                .message();
        assertThat(written.retSize()).isEqualTo(bytes.length);
        Reply<Transferred> read = client.call(FileActions.READ, range, CallOptions.NONE);
        assertThat(read.message()).isEqualTo(written);
        assertThat(read.blob()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(failure(client, FileActions.OPEN, new FilePath("missing")).is(Errno.ENOENT))
                .isTrue();
        assertThat(failure(client, FileActions.READ, new Range(99, 0, 1)).is(Errno.EBADF))
                .isTrue();
        assertThat(failure(client, FileActions.READ, new Range(opened.inode(), -1, 1))
                        .is(Errno.EINVAL))
                .isTrue();
    }

    @Test
    void theUsersErrorsArriveAsTheyWereAnswered() {
        ClientStream client = client();
        assertThat(failure(client, Actions.FAULT, new Fault.Errno(13)).is(Errno.EACCES))
                .isTrue();
        assertThat(failure(client, Actions.FAULT, new Fault.Errno(0)).code()).isEqualTo(ErrorCode.ERRNO);
        assertThat(failure(client, Actions.FAULT, new Fault.Errno(0xffff_ffffL)).errno())
                .isEqualTo(-1);
        RpcException text = failure(client, Actions.FAULT, new Fault.Text("division by zero"));
        assertFailure(text, ErrorCode.TEXT, Outcome.EXECUTED);
        assertThat(text).hasMessage("division by zero");
        assertFailure(failure(client, Actions.FAULT, new Fault.Text("")), ErrorCode.TEXT, Outcome.EXECUTED);
        assertFailure(failure(client, Actions.FAULT, new Fault.Text("rpc_quota")), ErrorCode.TEXT, Outcome.EXECUTED);
        Quota quota = new Quota("disk", -1);
        RpcException value = failure(client, Actions.FAULT, new Fault.Value(quota));
        assertFailure(value, ErrorCode.VALUE, Outcome.EXECUTED);
        assertThat(value.value(Quota.class)).isEqualTo(quota);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CANCELLED", "OVERLOADED", "ERRNO", "TEXT", "VALUE"})
    void everyFrameworkErrorIsUnderstood(ErrorCode code) {
        assertFailure(failure(client(), Actions.FAULT, new Fault.Word(code.word())), code, code.whenReceived());
    }

    @Test
    void whatRustRefusesIsRefusedAndTheConnectionLives() {
        ClientStream client = client();
        assertFailure(
                failure(client, Action.of(9999, Void.class, Void.class), null), ErrorCode.DECODE, Outcome.REFUSED);
        assertFailure(
                failure(client, Action.of(Actions.NEXT.number(), String.class, Long.class), "no number"),
                ErrorCode.DECODE,
                Outcome.REFUSED);
        assertThat(client.call(Actions.NEXT, 1L)).isEqualTo(2);
    }

    /** A stream handler of the crates that gives up, maybe after having done something, answers {@code rpc_decode} as well. */
    @Test
    void rustsRefusalsCanBeDistrusted() {
        ClientStream client = client(c -> c.trustRefusals(false));
        assertFailure(
                failure(client, Action.of(9999, Void.class, Void.class), null), ErrorCode.DECODE, Outcome.UNKNOWN);
    }

    @Test
    void whatIsOverTheClientsLimitsFailsItsCallAlone() {
        TransportConfig limits = TransportConfig.builder()
                .maxMessage(10_000)
                .maxBlob(10_000)
                .maxErrorText(100)
                .build();
        ClientStream client = client(c -> c.transportConfig(limits));
        assertFailure(failure(client, Actions.SAMPLE, 1), ErrorCode.DECODE, Outcome.EXECUTED);
        Fault tooLong = new Fault.Text("x".repeat(101));
        assertFailure(failure(client, Actions.FAULT, tooLong), ErrorCode.DECODE, Outcome.EXECUTED);
        CallOptions tooLarge = CallOptions.blob(Blob.of(pattern(10_001)));
        RpcException notSent =
                catchThrowableOfType(RpcException.class, () -> client.call(Actions.BLOB, null, tooLarge));
        assertFailure(notSent, ErrorCode.ENCODE, Outcome.NOT_SENT);
        assertThat(client.call(Actions.NEXT, 1L)).isEqualTo(2);
    }

    @Test
    void pingsAreAnswered() throws Exception {
        ClientStream client = client();
        assertThat(client.ping().get(10, TimeUnit.SECONDS)).isPositive();
        assertThat(client.call(Actions.NEXT, 1L)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 128, 4096})
    void pipelinedCallsAllGetTheirOwnAnswers(int window) throws InterruptedException {
        int calls = window == 1 ? 1000 : 100_000;
        ClientStream client = client(c -> c.window(window));
        NextTask.Tally tally = new NextTask.Tally(calls);
        for (int i = 0; i < calls; i++) {
            client.send(new NextTask(client, i, tally));
        }
        client.flush();
        tally.awaitAll();
    }

    @Test
    void aCallWithoutAnAnswerTimesOutAlone() {
        ClientStream client = client();
        Action<Void, Void> impatient = Actions.NEVER.withTimeout(Duration.ofMillis(100));
        assertFailure(failure(client, impatient, null), ErrorCode.TIMEOUT, Outcome.UNKNOWN);
        assertThat(client.call(Actions.NEXT, 1L)).isEqualTo(2);
    }

    @Test
    void aServerThatDiesFailsTheCallsInFlight() {
        ClientStream client = client();
        CompletableFuture<Void> never = client.callAsync(Actions.NEVER, null);
        assertThat(client.call(Actions.NEXT, 1L)).isEqualTo(2);
        server.close();
        CompletionException failure = catchThrowableOfType(CompletionException.class, never::join);
        assertFailure((RpcException) failure.getCause(), ErrorCode.IO, Outcome.UNKNOWN);
    }

    @Test
    void theApisMethodsAreActions() {
        ClientStream client = connect(apiAddress, UnaryOperator.identity());
        assertThat(client.call(Api.ADD, new Api.Pair(Long.MAX_VALUE - 1, 1))).isEqualTo(Long.MAX_VALUE);
        assertThat(failure(client, Api.ADD, new Api.Pair(Long.MAX_VALUE, 1))).hasMessage("overflow");
        assertThat(failure(client, Api.DIVIDE, new Api.Pair(7, 0))).hasMessage("division by zero");
        assertThat(client.call(Api.CHECK_EVEN, 4L)).isNull();
        assertThat(failure(client, Api.CHECK_EVEN, 0xffff_ffffL).errno()).isEqualTo(-1);
        assertThat(client.call(Api.CHECK_POSITIVE, 5)).isEqualTo(5);
        assertThat(failure(client, Api.CHECK_POSITIVE, 0))
                .extracting(RpcException::code, RpcException::errno)
                .containsExactly(ErrorCode.ERRNO, 0);
        assertThat(client.call(Api.TEXT, "grüße")).isEqualTo("grüße");
        assertThat(client.call(Api.UNIT, null)).isNull();
        assertFailure(failure(client, Api.MISSING, null), ErrorCode.METHOD_NOT_FOUND, Outcome.REFUSED);
        assertFailure(failure(client, Api.NOBODY, null), ErrorCode.SERVICE_NOT_FOUND, Outcome.REFUSED);
        assertThat(client.call(Api.ROOT, 1L << 60)).isEqualTo(1L << 30);
        assertThat(failure(client, Api.ROOT, -1L).is(Errno.EDOM)).isTrue();
        assertThat(failure(client, Api.FAIL, -5).errno()).isEqualTo(-5);
        assertThat(client.call(Api.SWAP, new Api.Named("left", -32_769))).isEqualTo(new Api.Swapped(-32_769, "left"));
    }
}
