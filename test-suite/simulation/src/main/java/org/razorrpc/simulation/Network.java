package org.razorrpc.simulation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.ListeningSocket;
import org.razorrpc.stream.spi.StreamAcceptor;

/** Who listens where, and the links that are open. */
final class Network {
    private static final int FIRST_FREE_PORT = 20_000;

    private final SimWorld world;
    private final Map<SocketAddress, SimListener> listeners = new HashMap<>();
    private final Set<SimLink> open = new LinkedHashSet<>();
    private final RandomGenerator handshakes;
    private LinkConfig config = LinkConfig.DEFAULT;
    private Consumer<SimLink> observer = link -> {};
    private int lastLink;
    private int lastPort = FIRST_FREE_PORT;

    Network(SimWorld world) {
        this.world = world;
        this.handshakes = world.random("handshakes");
    }

    void config(LinkConfig value) {
        config = value;
    }

    /** What a packet of a handshake takes. */
    Delay handshake() {
        return new Delay(config, handshakes);
    }

    void observer(Consumer<SimLink> value) {
        observer = value;
    }

    SimListener listen(SimRuntime node, ListenConfig listen, StreamAcceptor acceptor) throws IOException {
        if (listen.tls() != null) {
            throw new IOException(listen.local() + ": the simulation has no TLS");
        }
        if (listen.reusePort() || listen.local() instanceof ListeningSocket) {
            throw new IOException(
                    listen.local() + ": the simulation has no ports to share and no sockets to take over");
        }
        SocketAddress local = listen.local();
        if (local instanceof InetSocketAddress inet && inet.getPort() == 0) {
            local = new InetSocketAddress(node.address(), freePort());
        }
        if (listeners.containsKey(key(local))) {
            throw new IOException(local + ": address already in use");
        }
        SimListener listener = new SimListener(node, local, name(listen.local(), local), listen, acceptor);
        listeners.put(key(local), listener);
        return listener;
    }

    void unlisten(SimListener listener) {
        listeners.remove(key(listener.local()), listener);
    }

    @Nullable
    SimListener listener(SocketAddress remote) {
        return listeners.get(key(remote));
    }

    SimLink link(SimRuntime client, SimListener listener) {
        SimLink link = new SimLink(++lastLink, config, client, listener, freePort());
        open.add(link);
        world.trace(Trace.Kind.LINK, link.id(), 0);
        observer.accept(link);
        return link;
    }

    void closed(SimLink link) {
        open.remove(link);
    }

    void pumpAll() {
        for (SimLink link : List.copyOf(open)) {
            link.up().pump();
            link.down().pump();
        }
    }

    /** Counts up; a world makes far fewer connections than there are ports, and one that does not reuses old ones. */
    private int freePort() {
        do {
            lastPort = lastPort == 65_535 ? FIRST_FREE_PORT : lastPort + 1;
        } while (listeners.containsKey(InetSocketAddress.createUnresolved("", lastPort)));
        return lastPort;
    }

    /** Hosts do not count: no name is resolved in a simulation. */
    private static SocketAddress key(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? InetSocketAddress.createUnresolved("", inet.getPort())
                : address;
    }

    private static String name(SocketAddress asked, SocketAddress bound) {
        if (asked instanceof InetSocketAddress inet && bound instanceof InetSocketAddress real) {
            String host = inet.getHostString();
            return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + real.getPort();
        }
        return bound instanceof UnixDomainSocketAddress unix ? "unix://" + unix.getPath() : bound.toString();
    }
}
