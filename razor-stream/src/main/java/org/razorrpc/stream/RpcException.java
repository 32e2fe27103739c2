package org.razorrpc.stream;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call failed. Says why ({@link #code}), whether it has run ({@link #outcome}), and carries the user's own error if it was
 * one. Has no stack trace unless it wraps a cause: failures are expected, and a loaded client can see many.
 *
 * <p>Handlers throw one of {@link #errno}, {@link #text} or {@link #value} to answer an error.
 */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Outcome outcome;
    private final int errno;
    private final transient @Nullable Object value;
    private transient @Nullable List<Attempt> attempts;

    private RpcException(
            ErrorCode code,
            Outcome outcome,
            @Nullable String message,
            int errno,
            @Nullable Object value,
            @Nullable Throwable cause) {
        super(message, cause, true, cause != null);
        this.code = code;
        this.outcome = outcome;
        this.errno = errno;
        this.value = value;
    }

    /** A failure that is not the user's error. */
    public RpcException(ErrorCode code, Outcome outcome, String message, @Nullable Throwable cause) {
        this(code, outcome, message, 0, null, cause);
    }

    public RpcException(ErrorCode code, Outcome outcome, String message) {
        this(code, outcome, message, null);
    }

    /** The user's error: a number. */
    public static RpcException errno(int errno) {
        return new RpcException(ErrorCode.ERRNO, Outcome.EXECUTED, Errno.describe(errno), errno, null, null);
    }

    /** The user's error: a number. */
    public static RpcException errno(Errno errno) {
        return errno(errno.number());
    }

    /** The user's error: a text. */
    public static RpcException text(String text) {
        return new RpcException(ErrorCode.TEXT, Outcome.EXECUTED, text, 0, null, null);
    }

    /** The user's error: a value of the action's error type. */
    public static RpcException value(Object value) {
        Objects.requireNonNull(value);
        return new RpcException(ErrorCode.VALUE, Outcome.EXECUTED, String.valueOf(value), 0, value, null);
    }

    public ErrorCode code() {
        return code;
    }

    public Outcome outcome() {
        return outcome;
    }

    /**
     * The attempts that a pool made, all of them failed, in order; the last one failed with this exception. Empty where no pool was
     * asked. Does not survive serialization.
     */
    public List<Attempt> attempts() {
        List<Attempt> made = attempts;
        return made == null ? List.of() : made;
    }

    /** The same failure of the call as a whole: this exception itself where the outcome is the same. It is nobody else's yet. */
    RpcException concluded(Outcome ofAll, List<Attempt> made) {
        RpcException whole =
                ofAll == outcome ? this : new RpcException(code, ofAll, getMessage(), errno, value, getCause());
        whole.attempts = made;
        return whole;
    }

    /** With {@link ErrorCode#ERRNO}: the number, as unsigned 32 bits; otherwise 0. */
    public int errno() {
        return errno;
    }

    /** Whether it is the user's error with this number. */
    public boolean is(Errno other) {
        return code == ErrorCode.ERRNO && errno == other.number();
    }

    /** With {@link ErrorCode#VALUE}: the value; otherwise null. Does not survive serialization. */
    public @Nullable Object value() {
        return value;
    }

    /** With {@link ErrorCode#VALUE} of that type: the value; otherwise null. */
    public <E> @Nullable E value(Class<E> type) {
        return type.isInstance(value) ? type.cast(value) : null;
    }
}
