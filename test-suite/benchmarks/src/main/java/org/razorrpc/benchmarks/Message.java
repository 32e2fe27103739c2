package org.razorrpc.benchmarks;

/**
 * What is sent and echoed: 32 bytes of msgpack, as long as {@code id} and {@code at} need all of their eight bytes and {@code n}
 * its four.
 */
public record Message(long id, long at, int n) {
    static final int BYTES = 32;
    private static final long BASE = 1L << 40;

    /** The message of that number, 0 or more. */
    static Message of(long number) {
        return new Message(BASE + number, BASE, 1 << 20);
    }

    /** @throws IllegalStateException when this is not the answer to that request */
    void requireEqual(Message request) {
        if (id != request.id || at != request.at || n != request.n) {
            throw new IllegalStateException("sent " + request + ", received " + this);
        }
    }
}
