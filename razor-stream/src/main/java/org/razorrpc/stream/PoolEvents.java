package org.razorrpc.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.RpcRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a pool's listener, in order and one at a time. Events are added under the pool's locks, so that their order is that of
 * what happened, and told by a task of the runtime, without any lock.
 */
final class PoolEvents {
    private static final Logger LOG = LoggerFactory.getLogger(PoolListener.class);
    private static final int MAX_BEHIND = 10_000;

    private final @Nullable PoolListener listener;
    private final RpcRuntime runtime;
    private final Queue<Consumer<PoolListener>> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong leftOut = new AtomicLong();

    PoolEvents(@Nullable PoolListener listener, RpcRuntime runtime) {
        this.listener = listener;
        this.runtime = runtime;
    }

    /** Whether anybody listens: what nobody hears need not be made. */
    boolean areHeard() {
        return listener != null;
    }

    void add(Consumer<PoolListener> event) {
        if (listener == null) {
            return;
        }
        if (pending.get() >= MAX_BEHIND) {
            leftOut.incrementAndGet();
            return;
        }
        events.add(event);
        if (pending.getAndIncrement() == 0) {
            try {
                runtime.execute(this::tell);
            } catch (RejectedExecutionException runtimeClosed) {
                events.clear();
            }
        }
    }

    private void tell() {
        do {
            Consumer<PoolListener> event = events.poll();
            if (event != null && listener != null) {
                tell(event, listener);
            }
            reportLeftOut();
        } while (pending.decrementAndGet() > 0);
    }

    private static void tell(Consumer<PoolListener> event, PoolListener listener) {
        try {
            event.accept(listener);
        } catch (Throwable failure) {
            LOG.error("a pool's listener failed", failure);
        }
    }

    private void reportLeftOut() {
        long many = leftOut.get() == 0 ? 0 : leftOut.getAndSet(0);
        if (many > 0) {
            LOG.warn("a pool's listener is too slow: {} events were left out", many);
        }
    }
}
