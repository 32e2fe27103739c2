package org.razorrpc.stream.spi;

import java.io.IOException;

/**
 * Moves frames between two peers. Knows the header layout, the limits and the batching of a connection's bytes; knows neither
 * codecs, nor calls, nor threads. Stateless, safe for any thread. Everything that happens to a connection is told to its
 * handler.
 */
public interface Transport {

    /**
     * Connects without blocking. Exactly one method of {@code opener} is called, once, from any thread.
     *
     * @param address {@code scheme:...} as the user wrote it
     * @return cancels the attempt; if it is not open yet, {@link ClientOpener#failed} follows
     * @throws IllegalArgumentException when the address is not one of this transport's; the message names it and the form
     */
    Cancellable connect(RpcRuntime runtime, String address, TransportConfig config, ClientOpener opener);

    /**
     * Listens; may block for as long as binding takes.
     *
     * @throws IllegalArgumentException when the address is not one of this transport's; the message names it and the form
     * @throws IOException when it cannot be bound; the message names it
     */
    Listener listen(RpcRuntime runtime, String address, TransportConfig config, ServerAcceptor acceptor)
            throws IOException;

    /**
     * Listens on a socket that is bound already.
     *
     * @throws IllegalArgumentException when this transport uses no sockets, as by default
     * @throws IOException when the runtime cannot accept on it
     */
    default Listener listen(RpcRuntime runtime, ListeningSocket socket, TransportConfig config, ServerAcceptor acceptor)
            throws IOException {
        throw new IllegalArgumentException("this transport, " + getClass().getName() + ", listens on no sockets");
    }
}
