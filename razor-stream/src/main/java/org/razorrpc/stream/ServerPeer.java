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

    /**
     * Runs {@code action} once when the connection is gone, at once if it already is, on a thread of
     * {@link org.razorrpc.stream.spi.RpcRuntime#execute} where it may block (if the runtime is closed, on the thread that
     * found the connection closed). Any thread; several actions run in no particular order. What it throws is logged.
     */
    void onClosed(Runnable action);
}
