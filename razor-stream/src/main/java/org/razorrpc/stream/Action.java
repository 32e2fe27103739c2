package org.razorrpc.stream;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * What a call asks for: a number or a string on the wire, and for both sides the types of its messages, the type of its error
 * values, whether running it twice does harm, and its deadline. Immutable; make one constant of each and keep it.
 *
 * @param <Q> the request's message
 * @param <R> the response's message
 */
public final class Action<Q, R> {
    /** A ping: no message either way. */
    static final Action<byte[], byte[]> PING = new Action<>(RequestHeader.PING, null, null, null, null, false, 0);

    private final int number;
    private final @Nullable String name;
    private final byte[] nameBytes;
    private final @Nullable Type requestType;
    private final @Nullable Type responseType;
    private final @Nullable Type errorType;
    private final boolean idempotent;
    private final long timeoutNanos;
    /** The message codecs of the codec that was used last; racy on purpose, any value read is right for its codec. */
    private @Nullable ActionCodecs<Q, R> codecs;

    private Action(
            int number,
            @Nullable String name,
            @Nullable Type requestType,
            @Nullable Type responseType,
            @Nullable Type errorType,
            boolean idempotent,
            long timeoutNanos) {
        this.number = number;
        this.name = name;
        this.nameBytes = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
        this.requestType = requestType;
        this.responseType = responseType;
        this.errorType = errorType;
        this.idempotent = idempotent;
        this.timeoutNanos = timeoutNanos;
    }

    /** An action whose messages are bytes that no codec touches. */
    public static Action<byte[], byte[]> raw(int number) {
        return new Action<>(checked(number), null, null, null, null, false, 0);
    }

    /** An action whose messages are bytes that no codec touches. */
    public static Action<byte[], byte[]> raw(String name) {
        return new Action<>(-1, checked(name), null, null, null, false, 0);
    }

    /**
     * A numeric action.
     *
     * @param number 1 to 2^31-1; 0 is the ping
     * @param request {@code Void.class} for none
     * @param response {@code Void.class} for none
     */
    public static <Q, R> Action<Q, R> of(int number, Class<Q> request, Class<R> response) {
        return new Action<>(checked(number), null, request, response, null, false, 0);
    }

    /** A string action; the string is 1 to 256 bytes of UTF-8 with the default limit. */
    public static <Q, R> Action<Q, R> of(String name, Class<Q> request, Class<R> response) {
        return new Action<>(-1, checked(name), request, response, null, false, 0);
    }

    /** A numeric action with generic types. */
    public static <Q, R> Action<Q, R> of(int number, TypeRef<Q> request, TypeRef<R> response) {
        return new Action<>(checked(number), null, request.type(), response.type(), null, false, 0);
    }

    /** A string action with generic types. */
    public static <Q, R> Action<Q, R> of(String name, TypeRef<Q> request, TypeRef<R> response) {
        return new Action<>(-1, checked(name), request.type(), response.type(), null, false, 0);
    }

    private static int checked(int number) {
        if (number <= 0) {
            throw new IllegalArgumentException(
                    "action " + number + ": a numeric action is 1 to 2147483647 (0 is the ping)");
        }
        return number;
    }

    private static String checked(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the action's name is empty");
        }
        return name;
    }

    /** The same action with error values of this type, encoded by the codec, besides errno and text. */
    public Action<Q, R> withErrors(Type type) {
        return new Action<>(
                number, name, requestType, responseType, Objects.requireNonNull(type), idempotent, timeoutNanos);
    }

    /** The same action, declared to do no harm when it runs more than once: it is retried even when it may have run. */
    public Action<Q, R> asIdempotent() {
        return new Action<>(number, name, requestType, responseType, errorType, true, timeoutNanos);
    }

    /** The same action with a deadline of its own instead of {@link ClientConfig#timeout}; positive. */
    public Action<Q, R> withTimeout(Duration timeout) {
        return new Action<>(
                number, name, requestType, responseType, errorType, idempotent, Durations.positive("timeout", timeout));
    }

    /** The number; -1 for a string action. */
    public int number() {
        return number;
    }

    /** The string; null for a numeric action. */
    public @Nullable String name() {
        return name;
    }

    /** Bytes of the string in UTF-8; 0 for a numeric action. */
    public int nameLength() {
        return nameBytes.length;
    }

    /** Appends the string in UTF-8; nothing for a numeric action. */
    public void putName(WireBuffer out) {
        out.putBytes(nameBytes);
    }

    /** Null where messages are raw bytes. */
    public @Nullable Type requestType() {
        return requestType;
    }

    /** Null where messages are raw bytes. */
    public @Nullable Type responseType() {
        return responseType;
    }

    /** Null where errors are errno and text only. */
    public @Nullable Type errorType() {
        return errorType;
    }

    public boolean idempotent() {
        return idempotent;
    }

    /** 0: the configuration's. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    ActionCodecs<Q, R> codecs(Codec codec) {
        ActionCodecs<Q, R> cached = codecs;
        if (cached == null || cached.codec() != codec) {
            cached = ActionCodecs.resolve(this, codec);
            codecs = cached;
        }
        return cached;
    }

    /** The number or the string, for messages. */
    @Override
    public String toString() {
        return name == null ? Integer.toString(number) : name;
    }
}
