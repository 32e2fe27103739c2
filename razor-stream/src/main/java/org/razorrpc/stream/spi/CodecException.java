package org.razorrpc.stream.spi;

import org.jspecify.annotations.Nullable;

/** A value or its bytes do not fit a type. Carries no stack trace unless it has a cause: peers can provoke it at will. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CodecException(String message) {
        this(message, null);
    }

    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause, true, cause != null);
    }
}
