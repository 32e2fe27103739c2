package org.razorrpc.stream;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerAcceptor;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;

/** Connects two parties of one process by name. */
final class MemTransport implements Transport {
    static final MemTransport INSTANCE = new MemTransport();
    private static final String PREFIX = "mem://";

    private final ConcurrentMap<String, MemListener> listeners = new ConcurrentHashMap<>();

    private MemTransport() {}

    private static String checked(String address) {
        if (!address.startsWith(PREFIX) || address.length() == PREFIX.length()) {
            throw new IllegalArgumentException("address \"" + address + "\" is not of the form mem://name");
        }
        return address;
    }

    @Override
    public Listener listen(RpcRuntime runtime, String address, TransportConfig config, ServerAcceptor acceptor)
            throws IOException {
        if (config.reusePort()) {
            throw new IOException("cannot listen on " + address + " with reusePort: a name has one listener");
        }
        MemListener listener = new MemListener(checked(address), runtime, config, acceptor);
        if (listeners.putIfAbsent(address, listener) != null) {
            throw new IOException(address + " is in use: something in this process listens there already");
        }
        return listener;
    }

    @Override
    public Cancellable connect(RpcRuntime runtime, String address, TransportConfig config, ClientOpener opener) {
        checked(address);
        AtomicBoolean decided = new AtomicBoolean();
        execute(runtime, () -> {
            if (decided.compareAndSet(false, true)) {
                open(runtime, address, config, opener);
            }
        });
        return () -> {
            if (decided.compareAndSet(false, true)) {
                execute(runtime, () -> opener.failed(new IOException("connecting to " + address + " was cancelled")));
            }
        };
    }

    /** A closed runtime leaves no other thread: whoever asked must hear how it ended. */
    private static void execute(RpcRuntime runtime, Runnable task) {
        try {
            runtime.execute(task);
        } catch (RejectedExecutionException runtimeClosed) {
            task.run();
        }
    }

    private void open(RpcRuntime runtime, String address, TransportConfig config, ClientOpener opener) {
        MemListener listener = listeners.get(address);
        if (listener == null) {
            opener.failed(new IOException("cannot connect to " + address + ": nothing in this process listens there"));
            return;
        }
        MemPipe<MemRequest> requests = new MemPipe<>();
        MemPipe<MemResponse> responses = new MemPipe<>();
        MemClientConnection client = new MemClientConnection(runtime, address, config, responses, requests);
        MemServerConnection server =
                new MemServerConnection(listener.runtime, address, listener.config, requests, responses);
        client.peer = server;
        server.peer = client;
        ServerConnectionHandler handler = listener.accepted(server);
        client.start(opener);
        if (handler == null) {
            client.close(new EOFException(address + " has closed the connection"));
        } else {
            server.start(handler);
        }
    }

    private final class MemListener implements Listener {
        private final String address;
        private final RpcRuntime runtime;
        private final TransportConfig config;
        private final ServerAcceptor acceptor;

        MemListener(String address, RpcRuntime runtime, TransportConfig config, ServerAcceptor acceptor) {
            this.address = address;
            this.runtime = runtime;
            this.config = config;
            this.acceptor = acceptor;
        }

        /** Null: refused. */
        @Nullable
        ServerConnectionHandler accepted(MemServerConnection connection) {
            try {
                return acceptor.accepted(connection);
            } catch (Throwable bug) {
                MemConnection.LOG.error("an acceptor has failed, the connection is refused", bug);
                return null;
            }
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void close() {
            listeners.remove(address, this);
        }
    }
}
