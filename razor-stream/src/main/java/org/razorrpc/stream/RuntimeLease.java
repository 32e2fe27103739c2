package org.razorrpc.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.RpcRuntime;

/**
 * The right to use a runtime. One that the user supplied stays the user's; one that was looked up is shared by all clients and
 * servers of the process that asked for the same name, and closed when the last of them lets go.
 */
final class RuntimeLease {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<String, RuntimeLease.Shared> SHARED = new HashMap<>();

    private final RpcRuntime runtime;
    private final @Nullable Shared shared;
    private final AtomicBoolean released = new AtomicBoolean();

    private RuntimeLease(RpcRuntime runtime, @Nullable Shared shared) {
        this.runtime = runtime;
        this.shared = shared;
    }

    static RuntimeLease of(@Nullable RpcRuntime given, @Nullable String name) {
        if (given != null) {
            return new RuntimeLease(given, null);
        }
        LOCK.lock();
        try {
            String key = name == null ? "" : name;
            Shared shared = SHARED.get(key);
            if (shared == null) {
                shared = new Shared(key, Plugins.runtime(name));
                SHARED.put(key, shared);
            }
            shared.users++;
            return new RuntimeLease(shared.runtime, shared);
        } finally {
            LOCK.unlock();
        }
    }

    RpcRuntime runtime() {
        return runtime;
    }

    /** Lets go; idempotent, never blocks: closing runs on a thread of the runtime itself. */
    void release() {
        if (shared != null && released.compareAndSet(false, true) && shared.isLastUser()) {
            runtime.execute(runtime::close);
        }
    }

    private static final class Shared {
        private final String key;
        private final RpcRuntime runtime;
        private int users;

        Shared(String key, RpcRuntime runtime) {
            this.key = key;
            this.runtime = runtime;
        }

        boolean isLastUser() {
            LOCK.lock();
            try {
                if (--users == 0) {
                    SHARED.remove(key);
                    return true;
                }
                return false;
            } finally {
                LOCK.unlock();
            }
        }
    }
}
