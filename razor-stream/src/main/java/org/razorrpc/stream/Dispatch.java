package org.razorrpc.stream;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which handler answers a request, and where it runs. Called on the connection's reader for every request: must be
 * quick, must not block, may be called for several connections at once.
 */
@FunctionalInterface
public interface Dispatch {

    /**
     * The route of an action.
     *
     * @param number -1 for a string action
     * @param name null for a numeric action
     * @return null: answered {@code rpc_method_notfound}
     */
    @Nullable
    Route<?, ?> route(int number, @Nullable String name);

    /** The word for an action that has no route: METHOD_NOT_FOUND, or SERVICE_NOT_FOUND where a service is missing. */
    default ErrorCode notFound(@Nullable String name) {
        return ErrorCode.METHOD_NOT_FOUND;
    }

    /** Every request, as raw bytes, runs {@code handler} on a thread of its own that may block. */
    static Dispatch concurrent(Handler<byte[], byte[]> handler) {
        Route<byte[], byte[]> route = new Route<>(Action.raw("*"), handler, false);
        return (number, name) -> route;
    }

    /** Every request, as raw bytes, runs {@code handler} on the connection's reader, where it must not block. */
    static Dispatch inline(Handler<byte[], byte[]> handler) {
        Route<byte[], byte[]> route = new Route<>(Action.raw("*"), handler, true);
        return (number, name) -> route;
    }

    /** Starts a dispatch by action. */
    static ByAction byAction() {
        return new ByAction();
    }

    /** Collects routes. Not thread-safe; {@link #build} copies. */
    final class ByAction {
        private final Map<Integer, Route<?, ?>> numbers = new HashMap<>();
        private final Map<String, Route<?, ?>> names = new HashMap<>();

        private ByAction() {}

        /** Requests of this action run {@code handler} on a thread each that may block. */
        public <Q, R> ByAction concurrent(Action<Q, R> action, Handler<Q, R> handler) {
            return add(new Route<>(action, handler, false));
        }

        /** Requests of this action run {@code handler} on their connection's reader, where it must not block. */
        public <Q, R> ByAction inline(Action<Q, R> action, Handler<Q, R> handler) {
            return add(new Route<>(action, handler, true));
        }

        private ByAction add(Route<?, ?> route) {
            Action<?, ?> action = route.action();
            String name = action.name();
            Route<?, ?> other = name == null ? numbers.put(action.number(), route) : names.put(name, route);
            if (other != null) {
                throw new IllegalArgumentException("action " + action + " has two handlers");
            }
            return this;
        }

        public Dispatch build() {
            RoutesByNumber byNumber = new RoutesByNumber(numbers);
            Map<String, Route<?, ?>> byName = Map.copyOf(names);
            return (number, name) -> name == null ? byNumber.get(number) : byName.get(name);
        }
    }
}
