package org.razorrpc.files;

import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that connects takes. */
final class ClientOptions {
    static final String RUNTIME = "netty";
    static final String CODEC = "msgpack";

    @Parameters(index = "0", paramLabel = "URI", description = "The server: tcp://host:port or unix:///path.")
    private String uri = "";

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            defaultValue = RUNTIME,
            description = "netty or loom (${DEFAULT-VALUE}).")
    private String runtime = RUNTIME;

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            defaultValue = CODEC,
            description = "What the server speaks: msgpack or kryo (${DEFAULT-VALUE}).")
    private String codec = CODEC;

    ClientStream connect() {
        return ClientStream.connect(
                uri,
                ClientConfig.builder()
                        .runtimeName(runtime)
                        .codec(Plugins.codec(codec))
                        .build());
    }
}
