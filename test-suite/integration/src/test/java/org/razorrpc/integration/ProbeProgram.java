package org.razorrpc.integration;

import java.io.IOException;
import java.nio.file.Path;

/** A program in a module of its own that knows the core alone: plug-ins are what it finds. Says each scheme it has called over. */
final class ProbeProgram {
    static final String MAIN = "probe.Main";

    private static final String MODULE = """
            module probe {
                requires org.razorrpc.stream;
            }
            """;

    private static final String SOURCE = """
            package probe;

            import org.razorrpc.stream.*;

            public class Main {
                /** Arguments: codec or none, runtime or none, addresses. */
                public static void main(String[] args) throws Exception {
                    ServerConfig.Builder server = ServerConfig.builder();
                    ClientConfig.Builder client = ClientConfig.builder();
                    if (!args[0].equals("none")) {
                        server.codecNames(args[0]);
                        client.codecName(args[0]);
                    }
                    if (!args[1].equals("none")) {
                        server.runtimeName(args[1]);
                        client.runtimeName(args[1]);
                    }
                    try {
                        for (int i = 2; i < args.length; i++) {
                            call(server.build(), client.build(), args[i]);
                        }
                    } catch (IllegalStateException e) {
                        System.out.println("refused: " + e.getMessage());
                    }
                }

                private static void call(ServerConfig serverConfig, ClientConfig clientConfig, String address)
                        throws Exception {
                    Action<String, String> echo = Action.of("Probe.echo", String.class, String.class);
                    try (RpcServer server = RpcServer.create(serverConfig)) {
                        Dispatch dispatch = Dispatch.byAction()
                                .concurrent(echo, (request, responder) -> responder.ok(request.message()))
                                .build();
                        String real = server.listen(address, dispatch).address();
                        try (ClientStream client = ClientStream.connect(real, clientConfig)) {
                            System.out.println(client.call(echo, real.substring(0, real.indexOf(':'))));
                        }
                    }
                }
            }
            """;

    private ProbeProgram() {}

    static Path compile(Path directory) throws IOException {
        return ChildJvm.compile(directory, "module-info.java", MODULE, "probe/Main.java", SOURCE);
    }
}
