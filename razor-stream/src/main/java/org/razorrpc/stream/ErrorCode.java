package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/** Why a call failed. Some are words on the wire, some are this side's own, three are the user's. */
public enum ErrorCode {
    /** There is no connection, or the server takes no new calls. */
    UNREACHABLE("rpc_unreachable", Outcome.REFUSED),
    /** The connection broke while the call was under way. */
    IO("rpc_io_err", Outcome.UNKNOWN),
    /** The deadline passed. */
    TIMEOUT("rpc_timeout", Outcome.UNKNOWN),
    /** The server knows no such action or method. */
    METHOD_NOT_FOUND("rpc_method_notfound", Outcome.REFUSED),
    /** The server knows no such service. */
    SERVICE_NOT_FOUND("rpc_service_notfound", Outcome.REFUSED),
    /** A request or a result could not be encoded. */
    ENCODE("rpc_encode", Outcome.EXECUTED),
    /** A request or a result could not be decoded. */
    DECODE("rpc_decode", Outcome.REFUSED),
    /** The handler failed, or never answered. */
    INTERNAL("rpc_internal_err", Outcome.UNKNOWN),
    /** The server does not speak this version of the wire format. */
    INVALID_VERSION("rpc_invalid_ver", Outcome.REFUSED),

    /** The caller gave the call up: cancelled or interrupted. */
    CANCELLED(null, Outcome.UNKNOWN),
    /** The line of calls that wait for the window is full. */
    OVERLOADED(null, Outcome.NOT_SENT),

    /** The user's error: a number as Linux has them. */
    ERRNO(null, Outcome.EXECUTED),
    /** The user's error: a text. */
    TEXT(null, Outcome.EXECUTED),
    /** The user's error: a value of the action's error type. */
    VALUE(null, Outcome.EXECUTED);

    private final @Nullable String word;
    private final Outcome whenReceived;

    ErrorCode(@Nullable String word, Outcome whenReceived) {
        this.word = word;
        this.whenReceived = whenReceived;
    }

    /** The text that stands for it on the wire; null where it never travels as a word. */
    public @Nullable String word() {
        return word;
    }

    /** What a client concludes from receiving the word. */
    public Outcome whenReceived() {
        return whenReceived;
    }

    /** The code of a framework word; null for any other text, which is the user's. */
    public static @Nullable ErrorCode ofWord(String text) {
        for (ErrorCode code : values()) {
            if (text.equals(code.word)) {
                return code;
            }
        }
        return null;
    }
}
