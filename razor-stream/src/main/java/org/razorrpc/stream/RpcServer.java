package org.razorrpc.stream;

import java.io.IOException;
import java.time.Duration;
import org.razorrpc.stream.spi.Listener;

/** Answers calls on any number of addresses. All methods may be called from any thread. */
public final class RpcServer implements AutoCloseable {
    private RpcServer() {}

    /** A server with the default configuration. It listens nowhere yet. */
    public static RpcServer create() {
        return create(ServerConfig.DEFAULT);
    }

    /**
     * A server that listens nowhere yet.
     *
     * @throws IllegalStateException when no runtime or codec fits; the message says what was found and what to add
     */
    public static RpcServer create(ServerConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * Listens on one more address; requests that come there go to {@code dispatch}.
     *
     * @param address {@code tcp://host:port} (port 0: any), {@code unix:///path}, {@code mem://name}
     * @return says the real address; closing it ends the listening alone
     * @throws IOException when the address cannot be bound
     * @throws IllegalArgumentException when the address makes no sense
     */
    public Listener listen(String address, Dispatch dispatch) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** A snapshot of its counters. */
    public ServerStats stats() {
        throw new UnsupportedOperationException();
    }

    /**
     * Accepts nothing more, answers every further request {@code rpc_unreachable}, lets those it has finish, and closes each
     * connection when its client has closed it, all of them when time is up. Blocks.
     */
    public ShutdownReport shutdown(Duration atMost) {
        throw new UnsupportedOperationException();
    }

    /** Closes listeners and connections now. Idempotent, never blocks. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
