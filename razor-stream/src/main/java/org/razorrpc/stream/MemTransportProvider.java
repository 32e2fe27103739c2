package org.razorrpc.stream;

import java.util.Set;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportProvider;

/**
 * The in-process transport, {@code mem://name}: for tests of applications, without a socket. Messages are encoded and decoded
 * and limits hold as on a socket. Names are those of the process (of the class loader, to be exact); each side uses the runtime
 * it was given.
 */
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
        return MemTransport.INSTANCE;
    }
}
