package org.razorrpc.transport.tcp;

import java.util.Set;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportProvider;

/**
 * The transport over sockets, on any runtime. Addresses are {@code tcp://host:port} (a name, an IPv4 address or an IPv6
 * address in brackets; port 0 listens on any free one) and {@code unix:///path/of/the.sock} (with percent-escapes where
 * wanted).
 */
public final class TcpTransportProvider implements TransportProvider {

    public TcpTransportProvider() {}

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("tcp", "unix");
    }

    @Override
    public Transport create() {
        return new TcpTransport();
    }
}
