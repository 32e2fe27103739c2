package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.razorrpc.files.FileActions;
import org.razorrpc.files.FileActions.FilePath;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.files.FileActions.Transferred;
import org.razorrpc.files.FileService;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.RpcRuntime;

/** razor against frames recorded from the crates, which needs no cargo; {@link WireBytesTest} keeps the record true. */
@Timeout(60)
class RecordedTest {
    private static final Recording STREAM = Recording.stream();
    private static final Recording API = Recording.api();

    @SuppressWarnings("unused") // by @FieldSource
    private static final List<Arguments> STACKS_AND_SIDES = Stack.all()
            .flatMap(stack -> Stream.of(Arguments.of(stack, "stream", STREAM), Arguments.of(stack, "api", API)))
            .toList();

    @TempDir
    private Path files;

    @TempDir
    private Path sockets;

    @ParameterizedTest(name = "{0} {1}")
    @FieldSource("STACKS_AND_SIDES")
    void razorsServerAnswersAsRustDid(Stack stack, String side, Recording recording) throws Exception {
        Recording.makeFile(files);
        try (RpcRuntime runtime = stack.newRuntime();
                FileService service = FileService.open(files);
                RpcServer server = RpcServer.create(ServerConfig.builder()
                        .runtime(runtime)
                        .codecs(InteropTest.codec())
                        .build())) {
            Dispatch dispatch = side.equals("api") ? Api.dispatch() : Service.dispatch(service.dispatch());
            String uri = stack.uri(stack.freshAddress(sockets, "server"));
            recording.playClient(stack.address(server.listen(uri, dispatch).address()));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @FieldSource("STACKS_AND_SIDES")
    void razorsClientSendsWhatRustDid(Stack stack, String side, Recording recording) throws Exception {
        try (RpcRuntime runtime = stack.newRuntime();
                ServerSocketChannel listener = Recording.listen(stack.freshAddress(sockets, "server"))) {
            CompletableFuture<Void> server = recording.playServer(listener);
            ClientConfig config = ClientConfig.builder()
                    .runtime(runtime)
                    .codec(InteropTest.codec())
                    .build();
            try (ClientStream client = ClientStream.connect(stack.uri(Recording.address(listener)), config)) {
                if (side.equals("api")) {
                    api(client);
                } else {
                    stream(client);
                }
                server.get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static void stream(ClientStream client) throws Exception {
        echoes(client, 0);
        echoes(client, 2);
        client.call(Actions.UNIT, null);
        assertThat(client.call(Actions.NAMED, 41L)).isEqualTo(42);
        byte[] blob = {1, 2, 3};
        assertThat(client.call(Actions.BLOB, null, CallOptions.blob(Blob.of(blob)))
                        .message())
                .isEqualTo(3);
        fails(client, Actions.FAULT, new Fault.Errno(0), ErrorCode.ERRNO);
        fails(client, Actions.FAULT, new Fault.Errno(13), ErrorCode.ERRNO);
        fails(client, Actions.FAULT, new Fault.Text("division by zero"), ErrorCode.TEXT);
        fails(client, Actions.FAULT, new Fault.Text(""), ErrorCode.TEXT);
        fails(client, Actions.FAULT, new Fault.Text("not rpc_timeout"), ErrorCode.TEXT);
        fails(client, Actions.FAULT, new Fault.Value(new Quota("disk", -1)), ErrorCode.VALUE);
        fails(client, Actions.FAULT, new Fault.Word("rpc_internal_err"), ErrorCode.INTERNAL);
        echoes(client, 3);
        client.ping().get(10, TimeUnit.SECONDS);
        fails(client, Action.of(Actions.NEXT.number(), String.class, Long.class), "no number", ErrorCode.DECODE);
        files(client);
    }

    private static void echoes(ClientStream client, int number) {
        Shapes sample = Samples.ALL.get(number);
        assertThat(client.call(Actions.ECHO, sample)).isEqualTo(sample);
    }

    private static void files(ClientStream client) {
        Opened opened = client.call(FileActions.OPEN, new FilePath("a.txt"));
        byte[] added = ", you".getBytes(StandardCharsets.US_ASCII);
        Range end = new Range(opened.inode(), opened.size(), added.length);
        assertThat(client.call(FileActions.WRITE, end, CallOptions.blob(Blob.of(added)))
                        .message())
                .isEqualTo(new Transferred(added.length));
        assertThat(client.call(FileActions.READ, new Range(opened.inode(), 0, 100), CallOptions.NONE)
                        .blob())
                .isEqualTo(StandardCharsets.US_ASCII.encode("hello, you"));
        fails(client, FileActions.OPEN, new FilePath("missing"), ErrorCode.ERRNO);
    }

    private static void api(ClientStream client) {
        assertThat(client.call(Api.ADD, new Api.Pair(Long.MAX_VALUE - 1, 1))).isEqualTo(Long.MAX_VALUE);
        fails(client, Api.ADD, new Api.Pair(Long.MAX_VALUE, 1), ErrorCode.TEXT);
        fails(client, Api.DIVIDE, new Api.Pair(7, 0), ErrorCode.TEXT);
        client.call(Api.CHECK_EVEN, 4L);
        fails(client, Api.CHECK_EVEN, 65_535L, ErrorCode.ERRNO);
        fails(client, Api.CHECK_POSITIVE, 0, ErrorCode.ERRNO);
        assertThat(client.call(Api.TEXT, "grüße")).isEqualTo("grüße");
        client.call(Api.UNIT, null);
        fails(client, Api.MISSING, null, ErrorCode.METHOD_NOT_FOUND);
        fails(client, Api.NOBODY, null, ErrorCode.SERVICE_NOT_FOUND);
        assertThat(client.call(Api.ROOT, 1L << 60)).isEqualTo(1L << 30);
        fails(client, Api.ROOT, -1L, ErrorCode.ERRNO);
        assertThat(client.call(Api.SWAP, new Api.Named("left", -32_769))).isEqualTo(new Api.Swapped(-32_769, "left"));
    }

    private static <Q> void fails(ClientStream client, Action<Q, ?> action, Q request, ErrorCode code) {
        RpcException failure = catchThrowableOfType(RpcException.class, () -> client.call(action, request));
        assertThat(failure).as("the call must fail").isNotNull();
        assertThat(failure.code()).isEqualTo(code);
    }
}
