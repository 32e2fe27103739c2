package org.razorrpc.stream;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one timer of a server: a tick, while it has connections, that looks at the clocks of each.
 */
final class ServerSweep {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
    private static final long CROWDED_FIRST_BYTE = TimeUnit.SECONDS.toNanos(5);

    private final ServerContext server;
    private final ServerConnections connections;
    private final long tickNanos;
    private final long firstByteNanos;
    private final AtomicBoolean running = new AtomicBoolean();
    /** Belongs to the tick that is due or at work. */
    private final TickGuard guard = new TickGuard();

    ServerSweep(ServerContext server, ServerConnections connections) {
        this.server = server;
        this.connections = connections;
        tickNanos = Durations.nanos(server.config.tick());
        firstByteNanos = Durations.nanos(server.config.firstByteTimeout());
    }

    /** After a connection was added. */
    void ensureRunning() {
        if (running.compareAndSet(false, true)) {
            scheduleNext(server.runtime.nanoTime());
        }
    }

    private void scheduleNext(long now) {
        guard.expect(now + tickNanos);
        try {
            server.runtime.schedule(tickNanos, this::tick);
        } catch (RejectedExecutionException runtimeClosed) {
            running.set(false);
        }
    }

    /** One connection's trouble must not end the timer of all. */
    private void sweep(ServerLink link, long now, boolean mayExpire, long firstByte) {
        try {
            link.sweep(now, mayExpire, firstByte);
        } catch (Throwable bug) {
            LOG.error("{}: the check of its timeouts failed", link.peer().id(), bug);
        }
    }

    private void tick() {
        long now = server.runtime.nanoTime();
        boolean mayExpire = guard.mayExpire(now);
        int count = 0;
        boolean crowded = connections.size() > server.config.maxConnections() * 0.8;
        long firstByte = crowded ? Math.min(CROWDED_FIRST_BYTE, firstByteNanos) : firstByteNanos;
        for (ServerLink link : connections.snapshot()) {
            sweep(link, now, mayExpire, firstByte);
            count++;
        }
        if (count > 0) {
            scheduleNext(now);
            return;
        }
        running.set(false);
        if (connections.size() > 0) {
            ensureRunning();
        }
    }
}
