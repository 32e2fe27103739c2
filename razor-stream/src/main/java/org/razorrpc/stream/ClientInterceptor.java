package org.razorrpc.stream;

/**
 * Sees every call of a client. A call is a {@link ClientTask}, whatever its style; an interceptor returns the task to send
 * instead: the same, or one that delegates to it and does more on the way.
 */
@FunctionalInterface
public interface ClientInterceptor {

    /** Called on the submitting thread, before the call waits for anything. What it throws fails the call, NOT_SENT. */
    ClientTask intercept(ClientTask task);
}
