package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;

/** One combination of plug-ins. */
record Stack(String runtime, String codec, String scheme) {

    static Stream<Stack> all() {
        List<Stack> stacks = new ArrayList<>();
        for (String runtime : Plugins.runtimes()) {
            for (String codec : Plugins.codecs()) {
                Plugins.schemes().forEach(scheme -> stacks.add(new Stack(runtime, codec, scheme)));
            }
        }
        return stacks.stream();
    }

    Served serve(Path directory) throws IOException {
        return serve(FileService.open(directory));
    }

    Served serve(Path directory, int maxOpenFiles, Duration idleTimeout) throws IOException {
        return serve(FileService.open(directory, maxOpenFiles, idleTimeout));
    }

    private Served serve(FileService service) throws IOException {
        return new Served(this, service, service.dispatch());
    }

    Served serve(FileService service, Dispatch dispatch) throws IOException {
        return new Served(this, service, dispatch);
    }

    ClientConfig clientConfig() {
        return ClientConfig.builder()
                .runtimeName(runtime)
                .codec(Plugins.codec(codec))
                .build();
    }

    @Override
    public String toString() {
        return runtime + " " + codec + " " + scheme;
    }

    /** A file server in this process. */
    static final class Served implements AutoCloseable {
        private final Stack stack;
        private final FileService service;
        private final RpcServer server;
        private final Path socketDirectory = Files.createTempDirectory("razor-files-");
        private final String address;

        private Served(Stack stack, FileService service, Dispatch dispatch) throws IOException {
            this.stack = stack;
            this.service = service;
            this.server = RpcServer.create(ServerConfig.builder()
                    .runtimeName(stack.runtime)
                    .codecs(Plugins.codec(stack.codec))
                    .build());
            String anywhere = switch (stack.scheme) {
                case "mem" -> "mem://" + UUID.randomUUID();
                case "unix" -> "unix://" + socketDirectory.resolve("socket");
                default -> stack.scheme + "://127.0.0.1:0";
            };
            this.address = server.listen(anywhere, dispatch).address();
        }

        String address() {
            return address;
        }

        ClientStream connect() {
            return ClientStream.connect(address, stack.clientConfig());
        }

        @Override
        public void close() throws IOException {
            server.close();
            service.close();
            TemporaryDirectory.delete(socketDirectory);
        }
    }
}
