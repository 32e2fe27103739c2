package org.razorrpc.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The open connections of a server, in the order in which they came, and the limits on their number. */
final class ServerConnections {
    private final int maxConnections;
    private final int maxPerAddress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ServerLink> links = new LinkedHashSet<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private boolean sealed;

    ServerConnections(ServerConfig config) {
        maxConnections = config.maxConnections();
        maxPerAddress = config.maxConnectionsPerAddress();
    }

    /** Lets a connection in. Why it may not come in, otherwise null. */
    @Nullable
    String admit(ServerLink link) {
        InetAddress address = addressOf(link);
        lock.lock();
        try {
            if (sealed) {
                return "the server is closed";
            }
            if (links.size() >= maxConnections) {
                return "there are " + maxConnections + " connections, as many as maxConnections allows";
            }
            if (address != null && perAddress.getOrDefault(address, 0) >= maxPerAddress) {
                return "there are " + maxPerAddress + " connections from its address, as many as"
                        + " maxConnectionsPerAddress allows";
            }
            if (address != null) {
                perAddress.merge(address, 1, Integer::sum);
            }
            links.add(link);
            return null;
        } finally {
            lock.unlock();
        }
    }

    void remove(ServerLink link) {
        InetAddress address = addressOf(link);
        lock.lock();
        try {
            if (links.remove(link) && address != null) {
                perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets no further connection in. */
    void seal() {
        lock.lock();
        try {
            sealed = true;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return links.size();
        } finally {
            lock.unlock();
        }
    }

    List<ServerLink> snapshot() {
        lock.lock();
        try {
            return new ArrayList<>(links);
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable InetAddress addressOf(ServerLink link) {
        SocketAddress remote = link.peer().remoteAddress();
        return remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
