package org.razorrpc.stream;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/** What the parts of one pool share. The pool holds the runtime until {@link #release}; each connection holds it for itself too. */
final class PoolContext {
    private static final AtomicLong IDS = new AtomicLong();

    final String id = "pool-" + IDS.incrementAndGet();
    final PoolConfig config;
    final RpcRuntime runtime;
    final Codec codec;
    final PoolEvents events;
    private final RuntimeLease lease;

    /** @throws IllegalStateException when no runtime or codec fits */
    PoolContext(PoolConfig config) {
        ClientConfig client = config.client();
        codec = client.codec() == null ? Plugins.codec(client.codecName()) : client.codec();
        lease = RuntimeLease.of(client.runtime(), client.runtimeName());
        runtime = lease.runtime();
        this.config = config.toBuilder()
                .client(client.toBuilder().codec(codec).build())
                .build();
        events = new PoolEvents(config.listener(), runtime);
    }

    ClientConfig client() {
        return config.client();
    }

    /** A random delay for the n-th failure in a row: 0 to {@code backoffMin}, doubled each time, {@code backoffMax} at most. */
    long backoff(int failures) {
        long least = Durations.nanos(config.backoffMin());
        long most = Math.min(Durations.nanos(config.backoffMax()), ClientLink.LONGEST_TIMEOUT);
        int doublings = Math.min(failures - 1, Long.numberOfLeadingZeros(least) - 2);
        return runtime.random().nextLong(Math.min(most, least << Math.max(0, doublings)) + 1);
    }

    /** A closed runtime has no timers, and nothing that they are needed for. */
    Cancellable schedule(long delayNanos, Runnable task) {
        try {
            return runtime.schedule(delayNanos, task);
        } catch (RejectedExecutionException runtimeClosed) {
            return () -> {};
        }
    }

    void release() {
        lease.release();
    }
}
