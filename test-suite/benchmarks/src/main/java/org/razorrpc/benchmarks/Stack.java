package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.Locale;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.TransportConfig;

/** What client and server are made of. */
enum Stack {
    /** razor on Netty's event loops. */
    NETTY,
    /** razor on virtual threads. */
    LOOM,
    /** Plain socket channels: the limit in Java. */
    TWIN,
    /** The crates that razor's wire comes from, on tokio. */
    RUST,
    NETTY_TO_RUST(NETTY, RUST),
    RUST_TO_NETTY(RUST, NETTY),
    LOOM_TO_RUST(LOOM, RUST),
    RUST_TO_LOOM(RUST, LOOM);

    private final Stack client;
    private final Stack server;

    Stack() {
        client = this;
        server = this;
    }

    Stack(Stack client, Stack server) {
        this.client = client;
        this.server = server;
    }

    /** Its client's side: itself where both sides are the same. */
    Stack client() {
        return client;
    }

    /** Its server's side. */
    Stack server() {
        return server;
    }

    /** For names and tables. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A server that has begun to listen. */
    interface Server extends AutoCloseable {
        String address();

        @Override
        void close();
    }

    Server serve(BatchCounter counter) throws IOException {
        return this == TWIN ? TwinServer.open(counter) : new RazorServer(this, counter);
    }

    /** Connects to such a server, ready to make calls. */
    Load connect(String address, Workload workload, BatchCounter counter) throws IOException {
        return this == TWIN
                ? twinLoad(TwinFrames.connect(address, counter), workload.window())
                : razorLoad(connectRazor(address, workload, counter), workload);
    }

    private static Load twinLoad(TwinFrames frames, int window) {
        return window == 1 ? new TwinCaller(frames) : TwinPipeline.start(frames, window);
    }

    private ClientStream connectRazor(String address, Workload workload, BatchCounter counter) {
        ClientConfig config = ClientConfig.builder()
                .runtimeName(runtimeName())
                .codecName("msgpack")
                .window(workload.window())
                .transportConfig(observed(counter))
                .build();
        return ClientStream.connect(address, config);
    }

    private static Load razorLoad(ClientStream stream, Workload workload) {
        int window = workload.window();
        return switch (workload.style()) {
            case TASKS -> new SlotLoad(stream, window, EchoTask::new);
            case ASYNC -> new SlotLoad(stream, window, AsyncCall::new);
            case BLOBS_WRITTEN -> new SlotLoad(stream, window, BlobWriteTask::new);
            case BLOBS_READ -> new SlotLoad(stream, window, BlobReadTask::new);
            case VIRTUAL_THREADS ->
                new BlockingLoad(stream, window, Thread.ofVirtual().factory());
            case PLATFORM_THREADS ->
                new BlockingLoad(stream, window, Thread.ofPlatform().factory());
        };
    }

    private String runtimeName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static TransportConfig observed(BatchCounter counter) {
        return TransportConfig.DEFAULT.toBuilder().observer(counter).build();
    }

    private record RazorServer(RpcServer server, String address) implements Server {
        RazorServer(Stack stack, BatchCounter counter) throws IOException {
            this(RpcServer.create(ServerConfig.builder()
                    .runtimeName(stack.runtimeName())
                    .codecNames("msgpack")
                    .transportConfig(observed(counter))
                    .build()));
        }

        private RazorServer(RpcServer server) throws IOException {
            this(server, server.listen("tcp://127.0.0.1:0", Work.inline()).address());
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
