package org.razorrpc.stream.spi;

import org.jspecify.annotations.Nullable;

/** Hears of the connections a listener accepts. */
@FunctionalInterface
public interface ServerAcceptor {

    /**
     * A peer has connected. Called from any thread, for several at once; must not block. Nothing is delivered before this
     * returns.
     *
     * @return null refuses: the connection is closed, and no callback follows
     */
    @Nullable
    ServerConnectionHandler accepted(ServerConnection connection);
}
