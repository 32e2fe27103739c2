package org.razorrpc.stream;

import java.util.Objects;

/**
 * What becomes of a request: the action that says how to decode it, and the handler that answers it.
 *
 * @param inline whether the handler runs on the connection's reader, where it must not block; otherwise each request runs by
 *     {@code RpcRuntime.execute}
 */
public record Route<Q, R>(Action<Q, R> action, Handler<Q, R> handler, boolean inline) {

    public Route {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(handler, "handler");
    }
}
