package org.razorrpc.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;

/**
 * Makes calls, in whichever style suits: blocking, asynchronous, or by tasks. Any number of threads may use one. Every call
 * has a deadline, counted from its submission, over waiting, wire and retries; every call completes exactly once.
 *
 * <p>All failures are {@link RpcException}s. Methods that block throw {@link IllegalStateException} at once on a thread that may
 * not wait (a connection's reader, an event loop).
 */
public interface ClientCaller extends AutoCloseable {

    /**
     * Calls and waits for the response.
     *
     * @return the response's message; null for the unit type
     * @throws RpcException when the call failed; on interrupt with {@link ErrorCode#CANCELLED}, and the flag stays set
     */
    default <Q, R> @Nullable R call(Action<Q, R> action, @Nullable Q request) {
        return call(action, request, CallOptions.NONE).message();
    }

    /** Calls, with a blob either way, and waits for the response. */
    <Q, R> Reply<R> call(Action<Q, R> action, @Nullable Q request, CallOptions options);

    /**
     * Calls without waiting. Where the window is full the call joins a line; where the line is full it fails at once with
     * {@link ErrorCode#OVERLOADED}, {@link Outcome#NOT_SENT}: {@link #whenReady} paces. Never blocks and never throws for a
     * failed call. Dependents run as {@link ClientTask} says of {@code done} and must not block. Cancelling the future gives
     * the call up.
     */
    default <Q, R> CompletableFuture<@Nullable R> callAsync(Action<Q, R> action, @Nullable Q request) {
        return callAsync(action, request, CallOptions.NONE).thenApply(Reply::message);
    }

    /** Calls, with a blob either way, without waiting. */
    <Q, R> CompletableFuture<Reply<R>> callAsync(Action<Q, R> action, @Nullable Q request, CallOptions options);

    /**
     * Sends a task; waits for a place in the window, within the task's deadline. Where this returns normally
     * {@code done} is called, exactly once, maybe before it returns.
     *
     * @throws RpcException when the task was not accepted: {@code done} is then not called, the outcome is
     *     {@link Outcome#NOT_SENT}
     */
    void send(ClientTask task);

    /**
     * Sends a task if there is a place in the window; never waits, so it may be called from {@code done}.
     *
     * @return false when the window is full: {@code done} is then not called
     * @throws RpcException as {@link #send} does
     */
    boolean offer(ClientTask task);

    /** Completes when the window has a place, which another may take first; exceptionally when closed. */
    CompletableFuture<Void> whenReady();

    /**
     * Writes out what tasks have been sent. Needed only with {@link ClientConfig#autoFlush} off; harmless otherwise.
     */
    void flush();

    /** The codec of its messages, for tasks that resolve their message codecs once. */
    Codec codec();

    /**
     * Takes no new calls, waits at most that long for those it has, and closes. Blocks; an interrupt ends the wait, and the flag
     * stays set.
     *
     * @return what became of them
     */
    ShutdownReport shutdown(Duration atMost);

    /** As {@link #shutdown}, without blocking; allowed on every thread. Dependents may block. Always completes normally. */
    CompletableFuture<ShutdownReport> shutdownAsync(Duration atMost);

    /** Closes now: what is in flight fails with its outcome. Idempotent, never blocks. */
    @Override
    void close();
}
