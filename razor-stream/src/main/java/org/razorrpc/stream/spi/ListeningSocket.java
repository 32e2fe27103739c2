package org.razorrpc.stream.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In place of an address to bind: a TCP or Unix socket that is bound and listens already. Its backlog is the one it has, and the
 * file of a Unix socket is not removed. Two are equal when they are one object.
 */
public final class ListeningSocket extends SocketAddress {
    private static final long serialVersionUID = 1L;

    /** Null: the standard input, which is looked at when it is used. */
    private final transient @Nullable ServerSocketChannel given;

    private ListeningSocket(@Nullable ServerSocketChannel given) {
        this.given = given;
    }

    /**
     * A channel that the application has bound. Once a runtime listens on it, it belongs to that listener, which makes it
     * non-blocking and closes it with itself. Where listening fails, it is the application that closes it, if nobody has.
     */
    public static ListeningSocket of(ServerSocketChannel bound) {
        return new ListeningSocket(Objects.requireNonNull(bound, "bound"));
    }

    /**
     * The socket that this process got as its standard input, descriptor 0, from whoever started it. It is never closed: the
     * JDK sends standard output and error to nowhere when it is ({@link System#inheritedChannel}), and others hold it too.
     */
    public static ListeningSocket inherited() {
        return new ListeningSocket(null);
    }

    /** Whether it is the standard input: to be left open. */
    public boolean isInherited() {
        return given == null;
    }

    /**
     * The socket itself; for runtimes.
     *
     * @throws IOException when the standard input is no listening socket
     */
    public ServerSocketChannel channel() throws IOException {
        if (given != null) {
            return given;
        }
        Channel standardInput = System.inheritedChannel();
        if (standardInput instanceof ServerSocketChannel listening) {
            return listening;
        }
        throw new IOException("the standard input is no listening socket; start this process with one as descriptor 0,"
                + " by StandardInput=socket in a systemd service for instance");
    }

    @Override
    public String toString() {
        return given == null ? "inherited://" : given.toString();
    }
}
