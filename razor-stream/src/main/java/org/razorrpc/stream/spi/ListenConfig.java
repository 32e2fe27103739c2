package org.razorrpc.stream.spi;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How to listen.
 *
 * <p>For a {@link java.net.UnixDomainSocketAddress}: a socket file on which nobody listens is removed first, any other file
 * is left alone and makes binding fail; the new socket has mode 0600.
 *
 * <p>An error while accepting (no file descriptors left, say) is logged, at most once a second, and pauses accepting for
 * 100 ms; it never ends the listener.
 *
 * @param local an {@link java.net.InetSocketAddress} (port 0: any free one), a {@link java.net.UnixDomainSocketAddress}, or a
 *     {@link ListeningSocket}, which is bound already; a runtime that cannot take one refuses it with
 *     {@link java.io.IOException}
 * @param backlog connections the kernel may hold before they are accepted; positive
 * @param acceptsPerSecond the most connections accepted in a second; what exceeds it waits in the backlog; positive
 * @param reusePort SO_REUSEPORT, set before binding: other processes may listen on the same TCP port. Refused with
 *     {@link java.io.IOException} where it does not exist, on Unix sockets among others; without effect on a
 *     {@link ListeningSocket}
 * @param options socket options of each accepted stream
 * @param tls null for plain bytes; a runtime that has no TLS refuses anything else with {@link java.io.IOException}
 */
public record ListenConfig(
        SocketAddress local,
        int backlog,
        int acceptsPerSecond,
        boolean reusePort,
        SocketOptions options,
        @Nullable TlsConfig tls) {}
