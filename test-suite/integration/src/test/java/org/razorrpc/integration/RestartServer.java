package org.razorrpc.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.ShutdownReport;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.TransportConfig;

/**
 * A server in a process of its own that is drained when it is terminated. Then it writes what it did into a file: the report's
 * counts in the first line, the numbers of the calls that ran in the second.
 */
final class RestartServer {
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final RpcRuntime runtime;
    private final Queue<Long> ran = new ConcurrentLinkedQueue<>();

    private RestartServer(RpcRuntime runtime) {
        this.runtime = runtime;
    }

    /** Arguments: the runtime, the address, whether to share the port, the file. */
    public static void main(String[] args) throws Exception {
        Stack stack = new Stack(args[0], "tcp", "msgpack");
        RpcRuntime runtime = stack.newRuntime();
        RestartServer service = new RestartServer(runtime);
        RpcServer server = RpcServer.create(ServerConfig.builder()
                .runtime(runtime)
                .codecs(stack.newCodec())
                .transportConfig(TransportConfig.builder()
                        .reusePort(Boolean.parseBoolean(args[2]))
                        .build())
                .build());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> service.end(server, Path.of(args[3]))));
        Dispatch dispatch =
                Dispatch.byAction().inline(TestService.ECHO, service::echo).build();
        System.out.println(server.listen(args[1], dispatch).address());
        new CountDownLatch(1).await();
    }

    /** Answers a little later, so that there is always something under way. */
    private void echo(Request<Note> request, Responder<Note> responder) {
        Note note = request.message();
        ran.add(note.number());
        responder.detach();
        runtime.schedule(WORK_NANOS, () -> responder.ok(note));
    }

    private void end(RpcServer server, Path file) {
        ShutdownReport report = server.shutdown(Duration.ofSeconds(20));
        String counts = report.completed() + " " + report.refused() + " " + report.aborted();
        String numbers = ran.stream().map(String::valueOf).collect(Collectors.joining(" "));
        try {
            Files.writeString(file, counts + "\n" + numbers + "\n");
            System.out.println("drained");
        } catch (Exception e) {
            e.printStackTrace();
        }
    }
}
