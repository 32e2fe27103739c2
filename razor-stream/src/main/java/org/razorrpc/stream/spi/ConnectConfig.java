package org.razorrpc.stream.spi;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to open a stream.
 *
 * @param remote an {@link java.net.InetSocketAddress} (an unresolved one is resolved by the runtime, all its addresses are
 *     tried in turn) or a {@link java.net.UnixDomainSocketAddress}
 * @param timeout for the whole attempt, name resolution included; positive
 * @param options socket options, applied where the socket has them
 * @param tls null for plain bytes; a runtime that has no TLS refuses anything else with {@link java.io.IOException}
 */
public record ConnectConfig(
        SocketAddress remote,
        Duration timeout,
        SocketOptions options,
        @Nullable TlsConfig tls) {}
