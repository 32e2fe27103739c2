package org.razorrpc.stream.spi;

/** A bound address that accepts connections. */
public interface Listener extends AutoCloseable {

    /** The address it listens on, with the real port, in the form its transport or runtime was given ({@code tcp://...}). */
    String address();

    /**
     * Accepts what has connected already, so that none of it is reset, then nothing more, and releases the address (first of
     * all a Unix socket's file is removed). What was accepted lives on. Of an {@linkplain ListeningSocket#inherited inherited}
     * socket neither is done: what waits in its backlog, and the socket, are left to whoever else holds it.
     *
     * <p>Where the current thread may block, all of that is done when this returns, every acceptor's call included; it waits a
     * second at most for I/O threads that are busy. Elsewhere it is done soon after. Idempotent; any thread.
     */
    @Override
    void close();
}
