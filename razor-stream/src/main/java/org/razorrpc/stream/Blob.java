package org.razorrpc.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes that travel beside a message, uncopied where they are many. Holds buffers by reference, heap or direct, from
 * position to limit as they were when the blob was made; it never moves their positions. Whoever sends a blob leaves the bytes
 * alone until razor says that they are released. Immutable itself, safe for any thread.
 */
public final class Blob {
    private final List<ByteBuffer> parts;
    private final long length;

    private Blob(List<ByteBuffer> parts) {
        this.parts = parts;
        this.length = parts.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** The buffers' remaining bytes, one after the other. */
    public static Blob of(ByteBuffer... buffers) {
        return new Blob(Arrays.stream(buffers).map(ByteBuffer::slice).toList());
    }

    public static Blob of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** Bytes in all. */
    public long length() {
        return length;
    }

    /** The parts in order; read them through {@link ByteBuffer#duplicate} or absolute gets, so that positions stay. */
    public List<ByteBuffer> parts() {
        return parts;
    }

    @Override
    public String toString() {
        return "Blob[" + length + " B]";
    }
}
