package org.razorrpc.stream.spi;

import java.time.Duration;

/**
 * Socket options of a stream, applied where its kind of socket and the platform have them, and silently left out elsewhere.
 *
 * @param noDelay TCP_NODELAY
 * @param keepAlive SO_KEEPALIVE with the three values below
 * @param keepAliveIdle quiet time before the first probe; whole seconds, at least one
 * @param keepAliveInterval time between probes; whole seconds, at least one
 * @param keepAliveProbes probes without answer before the connection counts as dead; at least one
 */
public record SocketOptions(
        boolean noDelay, boolean keepAlive, Duration keepAliveIdle, Duration keepAliveInterval, int keepAliveProbes) {

    /** No delay; keep-alive after 30 s, every 10 s, 3 probes. */
    public static final SocketOptions DEFAULT =
            new SocketOptions(true, true, Duration.ofSeconds(30), Duration.ofSeconds(10), 3);
}
