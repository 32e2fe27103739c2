package org.razorrpc.stream;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Puts a server's interceptors around its handlers, once a route. */
final class InterceptorChain {
    /** A dispatch may make a new route for every request: those beyond this many are wrapped each time and not kept. */
    private static final int MAX_KEPT = 1024;

    private final List<ServerInterceptor> interceptors;
    private final ConcurrentHashMap<Route<?, ?>, Handler<?, ?>> kept = new ConcurrentHashMap<>();

    InterceptorChain(List<ServerInterceptor> interceptors) {
        this.interceptors = interceptors;
    }

    @SuppressWarnings("unchecked") // What is kept under a route was made from that route's handler.
    <Q, R> Handler<Q, R> around(Route<Q, R> route) {
        if (interceptors.isEmpty()) {
            return route.handler();
        }
        Handler<Q, R> chain = (Handler<Q, R>) kept.get(route);
        if (chain == null) {
            chain = build(route.handler());
            if (kept.size() < MAX_KEPT) {
                kept.put(route, chain);
            }
        }
        return chain;
    }

    private <Q, R> Handler<Q, R> build(Handler<Q, R> handler) {
        Handler<Q, R> chain = handler;
        for (ServerInterceptor interceptor : interceptors.reversed()) {
            Handler<Q, R> next = chain;
            chain = (request, responder) -> interceptor.handle(request, responder, next);
        }
        return chain;
    }
}
