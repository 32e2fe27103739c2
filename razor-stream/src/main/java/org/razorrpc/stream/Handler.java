package org.razorrpc.stream;

/**
 * Answers requests of one action, or of all of them. Called by many threads at once (on one thread of a connection with
 * inline dispatch).
 */
@FunctionalInterface
public interface Handler<Q, R> {

    /**
     * Answers through {@code responder}: before it returns, or later from any thread after {@link Responder#detach}. A request
     * that is neither answered nor detached is answered {@code rpc_internal_err}.
     *
     * @throws Exception an {@link RpcException} made by {@link RpcException#errno}, {@code text} or {@code value} is that
     *     answer; anything else is answered {@code rpc_internal_err}, counted as {@link ServerStats#failedHandlers}, and
     *     logged with its stack unless the server has logged another failure within the last second
     */
    void handle(Request<Q> request, Responder<R> responder) throws Exception;
}
