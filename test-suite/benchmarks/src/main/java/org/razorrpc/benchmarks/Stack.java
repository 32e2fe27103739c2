package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.razorrpc.benchmarks.load.Load;

/** What client and server are made of. */
enum Stack implements Contestant {
    /** razor on Netty's event loops. */
    NETTY,
    /** razor on virtual threads. */
    LOOM,
    /** Plain socket channels: the limit in Java. */
    TWIN;

    /** A server that has begun to listen. */
    interface Server extends AutoCloseable {
        String address();

        @Override
        void close();
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In two processes, joined by as many connections as the work has. */
    @Override
    public Contender start(Workload workload) throws IOException {
        return ProcessPair.start(workload, new ProcessPair.Programs() {
            @Override
            public Worker server() throws IOException {
                return startServer(workload);
            }

            @Override
            public Worker client(String address) throws IOException {
                return startClient(address, workload);
            }
        });
    }

    Worker startServer(Workload workload) throws IOException {
        return Worker.start(List.of(ServerCommand.NAME, name(), workload.name()));
    }

    Worker startClient(String address, Workload workload) throws IOException {
        return Worker.start(List.of(ClientCommand.NAME, name(), workload.name(), address));
    }

    Server serve(Workload workload, BatchCounter counter) throws IOException {
        return this == TWIN ? TwinServer.open(counter) : RazorServer.open(id(), workload, counter);
    }

    /** Connects to such a server, ready to make calls. */
    Load connect(String address, Workload workload, BatchCounter counter) throws IOException {
        return this == TWIN
                ? twinLoad(TwinFrames.connect(address, counter), workload.calls())
                : RazorClient.connect(id(), address, workload, counter);
    }

    private static Load twinLoad(TwinFrames frames, int window) {
        return window == 1 ? new TwinCaller(frames) : TwinPipeline.start(frames, window);
    }
}
