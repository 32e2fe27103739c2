package org.razorrpc.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.TransportConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code razor serve}. */
@Command(
        name = "serve",
        description = {
            "Serves a directory until it is interrupted or terminated; prints each address once it listens.",
            "Several servers may serve one directory: clients that know them all go on when one of them dies.",
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class ServeCommand implements Callable<Integer> {
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "The directory to serve.")
    private Path directory = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "URI[,URI...]",
            required = true,
            description = {
                "tcp://host:port (port 0: any free one) or unix:///path; several by commas, or given again.",
                "inherited:// is the listening socket that the process got as its standard input."
            })
    private List<String> listen = List.of();

    @Option(
            names = "--reuse-port",
            description = "Share each TCP port with other servers that say so too (SO_REUSEPORT).")
    private boolean reusePort;

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            defaultValue = ClientOptions.RUNTIME,
            description = "netty or loom (${DEFAULT-VALUE}).")
    private String runtime = ClientOptions.RUNTIME;

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            defaultValue = ClientOptions.CODEC,
            description = "msgpack or kryo (${DEFAULT-VALUE}); may be given again: each client chooses.")
    private List<String> codecs = List.of();

    @Option(names = "--until-eof", hidden = true, description = "End when the standard input ends.")
    private boolean untilEof;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerConfig config = ServerConfig.builder()
                .runtimeName(runtime)
                .codecs(codecs.stream().map(Plugins::codec).toArray(Codec[]::new))
                .transportConfig(TransportConfig.builder().reusePort(reusePort).build())
                .build();
        try (FileService service = FileService.open(directory);
                RpcServer server = RpcServer.create(config)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, service)));
            listen(service, server);
            if (untilEof) {
                System.in.transferTo(OutputStream.nullOutputStream());
                end(server, service);
            } else {
                // Until a signal ends the process, by way of the hook.
                new CountDownLatch(1).await();
            }
        }
        return 0;
    }

    private static void end(RpcServer server, FileService service) {
        server.shutdown(SHUTDOWN);
        service.close();
    }

    private void listen(FileService service, RpcServer server) throws IOException {
        List<String> ready = new ArrayList<>();
        for (String some : listen) {
            for (String address : ClientOptions.addresses(some)) {
                ready.add(server.listen(address, service.dispatch()).address());
            }
        }
        ready.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
    }
}
