package org.razorrpc.simulation;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.StreamOpener;

/**
 * One connect: a packet there, one back, one there. What a partition or a full backlog swallows is sent again after 1 s, 2 s,
 * 4 s and so on, until the time is up.
 */
final class ConnectAttempt implements Cancellable {
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;

    private final SimRuntime node;
    private final SimWorld world;
    private final ConnectConfig config;
    private final StreamOpener opener;
    private final Delay delay;
    private @Nullable Cancellable timeout;
    /** Made by the kernel; the node has not heard of it yet. */
    private @Nullable SimLink link;

    private boolean over;

    ConnectAttempt(SimRuntime node, ConnectConfig config, StreamOpener opener) {
        this.node = node;
        this.world = node.world();
        this.config = config;
        this.opener = opener;
        this.delay = world.network().handshake();
    }

    void start() {
        if (config.tls() != null) {
            fail(new IOException(config.remote() + ": the simulation has no TLS"));
            return;
        }
        timeout = node.schedule(config.timeout().toNanos(), () -> fail(timedOut()));
        send(FIRST_RETRY_NANOS);
    }

    private IOException timedOut() {
        return new SocketTimeoutException(config.remote() + ": no connection within " + config.timeout());
    }

    @Override
    public void cancel() {
        fail(new IOException(config.remote() + ": the attempt was cancelled"));
    }

    private void send(long retryNanos) {
        if (!over && link == null) {
            world.queue().add(null, false, delay.next(), this::arrives);
            world.queue().add(null, true, retryNanos, () -> send(2 * retryNanos));
        }
    }

    private void arrives() {
        if (over || link != null) {
            return;
        }
        SimListener listener = world.network().listener(config.remote());
        if (listener == null) {
            IOException refused = new ConnectException(config.remote() + ": connection refused");
            world.queue().add(null, false, delay.next(), () -> fail(refused));
        } else if (!listener.isFull() && canTalk(listener.node())) {
            world.queue().add(null, false, delay.next(), () -> made(listener));
        }
    }

    private boolean canTalk(SimRuntime server) {
        return !world.isBlocked(node, server) && !world.isBlocked(server, node);
    }

    private void made(SimListener listener) {
        if (over || link != null) {
            return;
        }
        SimLink made = world.network().link(node, listener);
        link = made;
        world.queue().add(null, false, delay.next(), () -> listener.arrived(made.server()));
        node.soon(() -> open(made));
    }

    private void open(SimLink made) {
        if (over) {
            return;
        }
        end();
        world.trace(Trace.Kind.OPENED, made.id(), 0);
        made.client().attach(handler(made.client()));
    }

    private @Nullable ByteStreamHandler handler(SimStream stream) {
        try {
            return opener.opened(stream);
        } catch (Throwable failure) {
            node.report(failure);
            return null;
        }
    }

    void fail(IOException cause) {
        if (over) {
            return;
        }
        end();
        if (link != null) {
            link.client().abort();
        }
        node.soon(() -> {
            world.trace(Trace.Kind.FAILED, node.number(), 0);
            node.guarded(() -> opener.failed(cause));
        });
    }

    private void end() {
        over = true;
        node.remove(this);
        if (timeout != null) {
            timeout.cancel();
        }
    }
}
