package org.razorrpc.files;

import java.util.List;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.FailoverConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.Strategy;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that connects takes. */
final class ClientOptions {
    static final String RUNTIME = "netty";
    static final String CODEC = "msgpack";

    /** Part of the commands' help. */
    static final String SEVERAL =
            "Of several servers, which must all serve the same directory, each does a part, and when one"
                    + " of them dies the others go on.";

    @Parameters(
            index = "0",
            paramLabel = "URI[,URI...]",
            description = "The server: tcp://host:port or unix:///path; several by commas.")
    private String uris = "";

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

    /** The addresses in a text with commas between them. A comma ends an address only where another one begins: paths may hold some. */
    static List<String> addresses(String uris) {
        return List.of(uris.split(",(?=[^,/]*://)"));
    }

    ClientCaller caller() {
        List<String> addresses = addresses(uris);
        PoolConfig config = poolConfig(
                addresses.size(),
                ClientConfig.builder()
                        .runtimeName(runtime)
                        .codec(Plugins.codec(codec))
                        .build());
        return addresses.size() == 1 ? ClientPool.create(addresses.getFirst(), config) : pool(addresses, config);
    }

    /** Attempts for each address, and for one that is lost once more. */
    static PoolConfig poolConfig(int addresses, ClientConfig client) {
        return PoolConfig.builder().client(client).maxAttempts(addresses + 2).build();
    }

    /** The servers of one directory. Blocks differ in how long they take, so each goes to whoever has the least to do. */
    static FailoverPool pool(List<String> addresses, PoolConfig config) {
        return FailoverPool.create(
                addresses,
                FailoverConfig.builder()
                        .pool(config)
                        .strategy(Strategy.LEAST_IN_FLIGHT)
                        .build());
    }
}
