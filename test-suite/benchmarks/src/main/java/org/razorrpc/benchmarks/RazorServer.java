package org.razorrpc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.razorrpc.codec.kryo.KryoCodecProvider;
import org.razorrpc.codec.kryo.KryoConfig;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.TransportConfig;

/** razor's server for one work. */
final class RazorServer implements Stack.Server {
    private final RpcServer server;
    private final String address;
    private final @Nullable Path socket;

    private RazorServer(RpcServer server, String address, @Nullable Path socket) {
        this.server = server;
        this.address = address;
        this.socket = socket;
    }

    static RazorServer open(String runtime, Workload workload, BatchCounter counter) throws IOException {
        ServerConfig.Builder config = ServerConfig.builder()
                .runtimeName(runtime)
                .codecs(codec(workload))
                .transportConfig(observed(workload, counter));
        // What is measured are its costs, not its bounds.
        if (workload.connections() > 1) {
            // Not close to full: connections that wait for their first call have less time then.
            config.maxConnectionsPerAddress(workload.connections()).maxConnections(2 * workload.connections());
        }
        if (workload.window() > ServerConfig.DEFAULT.maxInFlight()) {
            config.maxInFlight(workload.window());
        }
        Path socket = workload.setup().unix()
                ? Files.createTempDirectory("razor-bench").resolve("socket")
                : null;
        RpcServer server = RpcServer.create(config.build());
        try {
            String uri = socket == null ? "tcp://127.0.0.1:0" : "unix://" + socket;
            String address = server.listen(uri, Work.dispatch(workload)).address();
            return new RazorServer(server, address, socket);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Raw bytes need none, but a connection has one. */
    static Codec codec(Workload workload) {
        return workload.setup().format() == Setup.Format.KRYO
                ? new KryoCodecProvider()
                        .create(KryoConfig.builder()
                                .register(KryoConfig.FIRST_ID, Message.class)
                                .build())
                : new MsgpackCodecProvider().create();
    }

    static TransportConfig observed(Workload workload, BatchCounter counter) {
        TransportConfig config = TransportConfig.DEFAULT;
        return config.toBuilder()
                .observer(counter)
                .acceptsPerSecond(Math.max(config.acceptsPerSecond(), workload.connections()))
                .build();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        server.close();
        if (socket != null) {
            // Best effort: it is in the directory for temporary files.
            socket.toFile().delete();
            socket.getParent().toFile().delete();
        }
    }
}
