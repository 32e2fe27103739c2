package org.razorrpc.stream.spi;

import org.jspecify.annotations.Nullable;

/**
 * What every provider says of itself. A provider is found by {@link java.util.ServiceLoader}, has a public constructor
 * without parameters that does nothing costly, keeps no state, and may be called from any thread.
 */
public interface PluginProvider {

    /** The name that configuration uses, lower case, such as {@code netty} or {@code msgpack}. */
    String name();

    /**
     * Decides between two providers of the same name (or, for transports, of the same scheme): the higher one wins. It never
     * chooses between different names; where several are present, the user names one.
     */
    default int priority() {
        return 0;
    }

    /** Why this provider cannot be used here, in words for the user (a missing native library, say); null when it can. */
    default @Nullable String unavailableReason() {
        return null;
    }
}
