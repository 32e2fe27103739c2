package org.razorrpc.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
                    CODEC
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

    private static final String CODEC_BY_NAME = """
            if (!args[0].equals("none")) {
                server.codecNames(args[0]);
                client.codecName(args[0]);
            }
            """;

    /** Kryo is made in code only. */
    private static final String CODEC_IN_CODE = """
            org.razorrpc.stream.spi.Codec kryo = new org.razorrpc.codec.kryo.KryoCodecProvider()
                    .create(org.razorrpc.codec.kryo.KryoConfig.builder().build());
            server.codecs(kryo);
            client.codec(kryo);
            """;

    private ProbeProgram() {}

    /** With msgpack as its codec it knows the core alone. */
    static Path compile(Path directory, String codec) throws IOException {
        boolean kryo = codec.equals("kryo");
        List<String> known = new ArrayList<>(ChildJvm.CORE);
        known.addAll(kryo ? ChildJvm.KRYO : List.of());
        return ChildJvm.compile(
                directory,
                known,
                "module-info.java",
                kryo ? MODULE.replace("}", "    requires org.razorrpc.codec.kryo;\n}") : MODULE,
                "probe/Main.java",
                SOURCE.replace("CODEC", kryo ? CODEC_IN_CODE : CODEC_BY_NAME));
    }
}
