package org.razorrpc.stream;

/** Sees every request of a server on the thread that handles it, around its handler. */
public interface ServerInterceptor {

    /** Handles the request itself, or passes it on to {@code next}, with the same arguments or wrapped ones. */
    <Q, R> void handle(Request<Q> request, Responder<R> responder, Handler<Q, R> next) throws Exception;
}
