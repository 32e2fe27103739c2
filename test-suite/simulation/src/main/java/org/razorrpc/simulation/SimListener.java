package org.razorrpc.simulation;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.StreamAcceptor;

/** A bound address: connections that the kernel has made wait in the backlog until the node accepts them. */
final class SimListener implements Listener {
    private static final long SECOND = 1_000_000_000L;

    private final SimRuntime node;
    private final SocketAddress local;
    private final String address;
    private final ListenConfig config;
    private final StreamAcceptor acceptor;
    private final ArrayDeque<SimStream> backlog = new ArrayDeque<>();
    private long second;
    private int acceptedInSecond;
    private boolean closed;

    SimListener(SimRuntime node, SocketAddress local, String address, ListenConfig config, StreamAcceptor acceptor) {
        this.node = node;
        this.local = local;
        this.address = address;
        this.config = config;
        this.acceptor = acceptor;
    }

    SimRuntime node() {
        return node;
    }

    SocketAddress local() {
        return local;
    }

    @Override
    public String address() {
        return address;
    }

    boolean isFull() {
        return backlog.size() >= config.backlog();
    }

    /** The handshake of a connection has ended. */
    void arrived(SimStream stream) {
        if (closed) {
            stream.abort();
            return;
        }
        backlog.add(stream);
        node.soon(this::acceptNext);
    }

    private void acceptNext() {
        SimStream stream = backlog.poll();
        if (stream == null) {
            return;
        }
        long wait = untilNextAccept();
        if (wait > 0) {
            backlog.addFirst(stream);
            node.after(wait, this::acceptNext);
            return;
        }
        take(stream);
    }

    private void take(SimStream stream) {
        node.world().trace(Trace.Kind.ACCEPTED, stream.id(), 0);
        stream.attach(accept(stream));
    }

    private @Nullable ByteStreamHandler accept(SimStream stream) {
        try {
            return acceptor.accepted(stream);
        } catch (Throwable failure) {
            node.report(failure);
            return null;
        }
    }

    /** Counts an accept in the running second, or tells how long the next second is away. */
    private long untilNextAccept() {
        long now = node.world().queue().now();
        if (now / SECOND != second) {
            second = now / SECOND;
            acceptedInSecond = 0;
        }
        if (acceptedInSecond == config.acceptsPerSecond()) {
            return SECOND - now % SECOND;
        }
        acceptedInSecond++;
        return 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            node.world().network().unlisten(this);
            node.remove(this);
            for (SimStream stream = backlog.poll(); stream != null; stream = backlog.poll()) {
                if (node.isClosed()) {
                    stream.abort();
                } else {
                    take(stream);
                }
            }
        }
    }
}
