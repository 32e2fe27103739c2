package org.razorrpc.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A response with its blob.
 *
 * @param message null for the unit type
 * @param blob the blob's bytes from position to limit, the caller's to keep; null: the response had none
 */
public record Reply<R>(@Nullable R message, @Nullable ByteBuffer blob) {}
