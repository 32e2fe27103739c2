package org.razorrpc.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.RpcRuntime;

/**
 * A shutdown under way. It ends once: when the calls have ended, when time is up, or when the thread that waits for it is
 * interrupted, whichever comes first.
 */
final class ShuttingDown {
    private final RpcRuntime runtime;
    private final Calls calls;
    private final long began;
    private final long refusedBefore;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<ShutdownReport> ended = new CompletableFuture<>();
    private final CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
    private long pendingBefore;
    private volatile @Nullable Cancellable timer;

    /** What is being shut down. */
    interface Calls {
        /** Calls accepted and not ended. */
        long pending();

        /** Calls refused so far. */
        long refused();

        /** Closes now; never blocks. */
        void close();
    }

    /** Made before the first call is refused. */
    ShuttingDown(RpcRuntime runtime, Calls calls) {
        this.runtime = runtime;
        this.calls = calls;
        began = runtime.nanoTime();
        refusedBefore = calls.refused();
    }

    /** No new calls are taken from here on: waits for those there are. */
    void begin(long atMostNanos) {
        pendingBefore = calls.pending();
        if (pendingBefore == 0) {
            end();
            return;
        }
        Cancellable timeUp = runtime.schedule(
                Math.min(atMostNanos, ClientLink.LONGEST_TIMEOUT),
                () -> Completions.onThreadOfItsOwn(runtime, this::end));
        timer = timeUp;
        if (ending.get()) {
            timeUp.cancel();
        }
    }

    /** Closes what is left, and reports. */
    void end() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        Cancellable timeUp = timer;
        if (timeUp != null) {
            timeUp.cancel();
        }
        long aborted = calls.pending();
        calls.close();
        ShutdownReport what = new ShutdownReport(
                Math.max(0, pendingBefore - aborted),
                calls.refused() - refusedBefore,
                aborted,
                Duration.ofNanos(runtime.nanoTime() - began));
        ended.complete(what);
        Completions.onThreadOfItsOwn(runtime, () -> report.complete(what));
    }

    CompletableFuture<ShutdownReport> report() {
        return report;
    }

    ShutdownReport await() {
        CallerWait wait = new CallerWait();
        ended.whenComplete((what, never) -> wait.signal());
        if (!wait.await()) {
            end();
            wait.awaitThroughInterrupts();
        }
        return ended.resultNow();
    }
}
