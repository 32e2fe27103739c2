package org.razorrpc.stream;

import java.util.Set;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportProvider;

/** The in-process transport, {@code mem://name}: for tests of applications, without a socket. */
public final class MemTransportProvider implements TransportProvider {

    public MemTransportProvider() {}

    @Override
    public String name() {
        return "mem";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("mem");
    }

    @Override
    public Transport create() {
        throw new UnsupportedOperationException();
    }
}
