package org.razorrpc.tck;

import java.nio.ByteBuffer;

/** A byte for each position of a stream, so that a lost, doubled or moved byte shows. Not thread-safe. */
final class Pattern {

    private long position;

    long position() {
        return position;
    }

    /** Fills what remains of the buffer, and leaves its position and limit. */
    ByteBuffer fill(ByteBuffer buffer) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            buffer.put(i, at(position++));
        }
        return buffer;
    }

    /** Consumes the buffer; throws where a byte is not the next one. */
    void check(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            byte found = buffer.get();
            if (found != at(position)) {
                throw new AssertionError("byte " + position + " is " + found + ", it should be " + at(position));
            }
            position++;
        }
    }

    private static byte at(long position) {
        return (byte) ((position * 0x9E3779B97F4A7C15L) >>> 56);
    }
}
