package org.razorrpc.stream.spi;

import org.jspecify.annotations.Nullable;

/** Encodes and decodes values of one type. Safe for use by any number of threads, reentrant, never blocks. */
public interface MessageCodec<T> {

    /**
     * Appends the value at {@code out}'s position. On failure the caller resets {@code out}; what was written is dropped.
     *
     * @throws CodecException when the value cannot be encoded; the message says which component
     */
    void encode(@Nullable T value, WireBuffer out);

    /**
     * Reads one value that takes up exactly {@code length} bytes. The array belongs to the caller and changes afterwards:
     * whatever the value keeps is copied. Memory taken grows with {@code length}, whatever lengths the bytes announce.
     *
     * @throws CodecException when the bytes are not exactly one such value; the message says where and why
     */
    @Nullable
    T decode(byte[] buf, int offset, int length);
}
