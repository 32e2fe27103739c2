package org.razorrpc.stream;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server looks at once a tick while it has connections: the clocks of each. */
final class ServerSweep implements Ticker.Work {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
    private static final long CROWDED_FIRST_BYTE = TimeUnit.SECONDS.toNanos(5);

    private final ServerConfig config;
    private final ServerConnections connections;
    private final long firstByteNanos;

    ServerSweep(ServerConfig config, ServerConnections connections) {
        this.config = config;
        this.connections = connections;
        firstByteNanos = Durations.nanos(config.firstByteTimeout());
    }

    @Override
    public void tick(long now, boolean mayExpire) {
        boolean crowded = connections.size() > config.maxConnections() * 0.8;
        long firstByte = crowded ? Math.min(CROWDED_FIRST_BYTE, firstByteNanos) : firstByteNanos;
        for (ServerLink link : connections.snapshot()) {
            sweep(link, now, mayExpire, firstByte);
        }
    }

    /** One connection's trouble must not end the timer of all. */
    private static void sweep(ServerLink link, long now, boolean mayExpire, long firstByte) {
        try {
            link.sweep(now, mayExpire, firstByte);
        } catch (Throwable bug) {
            LOG.error("{}: the check of its timeouts failed", link.peer().id(), bug);
        }
    }

    @Override
    public boolean isPending() {
        return connections.size() > 0;
    }
}
