package org.razorrpc.stream;

import java.net.SocketAddress;
import java.util.concurrent.ConcurrentMap;

/** The other end of a server's connection. */
public interface ServerPeer {

    SocketAddress localAddress();

    SocketAddress remoteAddress();

    /** The user's own, for as long as the connection lives. */
    ConcurrentMap<String, Object> attributes();

    /** A short name for logs. */
    String id();
}
