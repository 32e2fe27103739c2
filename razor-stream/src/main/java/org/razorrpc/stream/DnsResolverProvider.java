package org.razorrpc.stream;

import java.util.Set;
import org.razorrpc.stream.spi.NameResolver;
import org.razorrpc.stream.spi.NameResolverProvider;

/**
 * Names of the form {@code dns://host:port}: one {@code tcp://address:port} for each address that the system's resolver has for
 * the host, in a stable order. How long answers are kept is the JVM's setting {@code networkaddress.cache.ttl}, 30 s by default.
 */
public final class DnsResolverProvider implements NameResolverProvider {

    public DnsResolverProvider() {}

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("dns");
    }

    @Override
    public NameResolver create() {
        return new DnsResolver();
    }
}
