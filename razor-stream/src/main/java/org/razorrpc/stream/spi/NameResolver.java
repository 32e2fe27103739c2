package org.razorrpc.stream.spi;

import java.time.Duration;
import java.util.List;

/** Knows which addresses stand behind a name. Safe for any thread. */
public interface NameResolver {

    /**
     * Tells the listener the addresses behind a name, soon and then whenever they may have changed, until cancelled. Must not
     * block: a look-up that does runs by {@link RpcRuntime#execute}. Clock and timers are the runtime's.
     *
     * @param name {@code scheme:...} as the user wrote it
     * @param refresh how often to look again, for a resolver that is not told of changes
     * @return ends it; what is under way may still be told
     * @throws IllegalArgumentException when the name is not one of this resolver's; the message names it and the form
     */
    Cancellable watch(RpcRuntime runtime, String name, Duration refresh, NameListener listener);

    /** A resolver that knows these addresses, whatever the name. */
    static NameResolver of(List<String> addresses) {
        List<String> copy = List.copyOf(addresses);
        return (runtime, name, refresh, listener) -> {
            runtime.execute(() -> listener.resolved(copy));
            return () -> {};
        };
    }
}
