package org.razorrpc.stream.spi;

/** Something under way that can be given up. */
@FunctionalInterface
public interface Cancellable {

    /** Gives it up if it has not happened yet; otherwise does nothing. Any thread, any number of times, never blocks. */
    void cancel();
}
