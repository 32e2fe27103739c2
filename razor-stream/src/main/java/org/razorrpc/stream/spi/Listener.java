package org.razorrpc.stream.spi;

/** A bound address that accepts connections. */
public interface Listener extends AutoCloseable {

    /** The address it listens on, with the real port, in the form its transport or runtime was given ({@code tcp://...}). */
    String address();

    /**
     * Accepts nothing more and releases the address (a Unix socket's file is removed). What was accepted lives on. Idempotent;
     * any thread; never blocks.
     */
    @Override
    void close();
}
