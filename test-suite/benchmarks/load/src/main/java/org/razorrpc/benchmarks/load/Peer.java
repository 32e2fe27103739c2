package org.razorrpc.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Another framework, in one or more set-ups ("modes"). */
public interface Peer {

    /** The names of its modes, its default first. */
    List<String> modes();

    /** Whether that mode can do that work at all. */
    default boolean does(String mode, PeerWork work) {
        return true;
    }

    /** Starts a server that answers as {@link Payload} says, on a free port of the loopback address. */
    Endpoint serve(String mode) throws Exception;

    /** Connects to such a server, once. */
    Load connect(String mode, InetSocketAddress server, PeerWork work) throws Exception;

    /** A server that has begun to listen. */
    interface Endpoint extends AutoCloseable {
        int port();

        @Override
        void close();
    }

    /** A port that nobody listens on, for frameworks that cannot choose one by themselves. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /**
     * A server that listens on that port.
     *
     * @param close what ends it
     */
    static Endpoint endpoint(int port, Runnable close) {
        return new Endpoint() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
