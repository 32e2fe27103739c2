package org.razorrpc.stream;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.razorrpc.stream.spi.RpcRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer that runs while there is something to look at, and for a moment longer, in which transports give memory back.
 * Whoever adds work calls {@link #ensureRunning} after it; the last tick stops first and then looks for work once more. So one
 * of the two sees the other, and no work is left without a timer.
 */
final class Ticker {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final int IDLE_TICKS = 3;

    private final RpcRuntime runtime;
    private final long tickNanos;
    private final Work work;
    private final AtomicBoolean running = new AtomicBoolean();
    /** These two belong to the tick that is due or at work. */
    private final TickGuard guard = new TickGuard();

    private int idleTicks;

    /** What is looked at. */
    interface Work {
        /**
         * Called once a tick, on the runtime's timer.
         *
         * @param mayExpire false after a pause of the process: what waits in the socket is to be read first
         */
        void tick(long now, boolean mayExpire);

        /** Whether there is anything to look at. */
        boolean isPending();
    }

    Ticker(RpcRuntime runtime, long tickNanos, Work work) {
        this.runtime = runtime;
        this.tickNanos = tickNanos;
        this.work = work;
    }

    /** After work was added; cheap while running. */
    void ensureRunning() {
        if (!running.get() && running.compareAndSet(false, true)) {
            idleTicks = 0;
            schedule();
        }
    }

    private void schedule() {
        guard.expect(runtime.nanoTime() + tickNanos);
        try {
            runtime.schedule(tickNanos, this::tick);
        } catch (RejectedExecutionException runtimeClosed) {
            running.set(false);
        }
    }

    private void tick() {
        long now = runtime.nanoTime();
        try {
            work.tick(now, guard.mayExpire(now));
        } catch (Throwable bug) {
            LOG.error("a tick failed", bug);
        }
        idleTicks = work.isPending() ? 0 : idleTicks + 1;
        if (idleTicks < IDLE_TICKS) {
            schedule();
            return;
        }
        running.set(false);
        if (work.isPending()) {
            ensureRunning();
        }
    }
}
