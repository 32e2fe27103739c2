package org.razorrpc.stream;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peer of one connection, as handlers see it. */
final class ConnectedPeer implements ServerPeer {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

    private final String id;
    private final ServerConnection connection;
    private final RpcRuntime runtime;
    private final ConcurrentMap<String, Object> attributes = new ConcurrentHashMap<>();
    private final Queue<Runnable> closeActions = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    ConnectedPeer(String id, ServerConnection connection, RpcRuntime runtime) {
        this.id = id;
        this.connection = connection;
        this.runtime = runtime;
    }

    @Override
    public SocketAddress localAddress() {
        return connection.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public ConcurrentMap<String, Object> attributes() {
        return attributes;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void onClosed(Runnable action) {
        closeActions.add(Objects.requireNonNull(action));
        if (closed) {
            runCloseActions();
        }
    }

    /** The connection is gone. */
    void closed() {
        closed = true;
        runCloseActions();
    }

    /** Taking an action from the queue is what makes it run once, whichever thread comes first. */
    private void runCloseActions() {
        Runnable action = closeActions.poll();
        while (action != null) {
            try {
                runtime.execute(action);
            } catch (RejectedExecutionException runtimeClosed) {
                runHere(action);
            }
            action = closeActions.poll();
        }
    }

    private void runHere(Runnable action) {
        try {
            action.run();
        } catch (Throwable bug) {
            LOG.error("{}: an action for the end of the connection failed", id, bug);
        }
    }

    @Override
    public String toString() {
        return id + " " + remoteAddress();
    }
}
