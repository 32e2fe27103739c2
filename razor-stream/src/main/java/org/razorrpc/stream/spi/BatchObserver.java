package org.razorrpc.stream.spi;

/**
 * Counts the batches of connections: calls per flush is the health number of a loaded connection. Called once a batch, from
 * I/O threads, for many connections at once; must not block.
 */
public interface BatchObserver {

    /** A batch of {@code frames} frames, {@code bytes} bytes in all, was handed to the kernel for writing. */
    void onFlush(int frames, long bytes);

    /** One read brought {@code frames} whole frames; {@code bytes} bytes had arrived. */
    void onReadBatch(int frames, long bytes);
}
