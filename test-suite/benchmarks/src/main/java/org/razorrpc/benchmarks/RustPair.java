package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The Rust original on at least one side. */
enum RustPair implements Contestant {
    /** On both: what razor is compared with. */
    RUST(null, null),
    NETTY_TO_RUST(Stack.NETTY, null),
    RUST_TO_NETTY(null, Stack.NETTY),
    LOOM_TO_RUST(Stack.LOOM, null),
    RUST_TO_LOOM(null, Stack.LOOM);

    /** Null: the Rust original. */
    private final @Nullable Stack client;

    private final @Nullable Stack server;

    RustPair(@Nullable Stack client, @Nullable Stack server) {
        this.client = client;
        this.server = server;
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** It must have been built: {@link RustProgram#build}. */
    @Override
    public Contender start(Workload workload) throws IOException {
        return ProcessPair.start(workload, new ProcessPair.Programs() {
            @Override
            public Worker server() throws IOException {
                return server == null ? RustProgram.server() : server.startServer(workload);
            }

            @Override
            public Worker client(String address) throws IOException {
                return client == null ? RustProgram.client(address, workload) : client.startClient(address, workload);
            }
        });
    }
}
