package org.razorrpc.tck;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Connection;

/**
 * What the handlers of both sides share: they watch a transport keep its contract. Callbacks of a kind never overlap, nothing
 * comes before the connection has its handler, nothing after {@code onClosed}, which comes once. What is seen broken is in
 * {@link #violations}. Tests override the {@code when...} methods.
 */
abstract class ConnectionProbe {
    static final long WAIT_SECONDS = 20;

    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    /** Appended by this side. */
    final Queue<TestFrame> appended = new ConcurrentLinkedQueue<>();

    volatile int closedCount;
    volatile @Nullable Throwable cause;
    volatile int batches;
    volatile int writtenCount;
    /** Something was delivered, and no {@code onBatchEnd} came since. */
    volatile boolean inBatch;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    /** Has this as its handler. */
    private volatile boolean handling;

    abstract Connection connection();

    abstract boolean isOpen();

    /** In {@code onBatchEnd}. */
    void whenBatchEnds() {}

    /** The last statement of the callback that makes this the handler. */
    final void handles() {
        handling = true;
    }

    /** Waits until the condition holds; it is looked at after each callback. */
    final void await(String what, BooleanSupplier condition) {
        long left = TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("no sign of: " + what + "; " + this);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for: " + what, e);
        } finally {
            lock.unlock();
        }
    }

    final void awaitClosed() {
        await("onClosed", () -> closedCount > 0);
    }

    final void signal() {
        lock.lock();
        changed.signalAll();
        lock.unlock();
    }

    /** Runs a callback of the read context that delivers something. */
    final void delivered(String callback, Runnable body) {
        inBatch = true;
        serially(readers, callback, body);
    }

    final void serially(AtomicInteger inside, String callback, Runnable body) {
        if (!handling) {
            violations.add(callback + " before there was a handler");
        }
        if (closedCount > 0) {
            violations.add(callback + " after onClosed");
        }
        if (inside.incrementAndGet() != 1) {
            violations.add(callback + " overlaps another");
        }
        try {
            body.run();
        } finally {
            inside.decrementAndGet();
            signal();
        }
    }

    public final void onBatchEnd() {
        serially(readers, "onBatchEnd", () -> {
            inBatch = false;
            batches++;
            whenBatchEnds();
        });
    }

    public final void onWritten() {
        serially(writers, "onWritten", () -> writtenCount++);
    }

    final void closed(@Nullable Throwable closedBy) {
        if (!handling) {
            violations.add("onClosed before there was a handler");
        }
        if (readers.get() != 0 || writers.get() != 0) {
            violations.add("onClosed during another callback");
        }
        checkReleased("at onClosed");
        cause = closedBy;
        closedCount++;
        if (closedCount > 1) {
            violations.add("onClosed " + closedCount + " times");
        }
        signal();
    }

    /** Every blob was given back, once. */
    final void checkReleased(String when) {
        for (TestFrame frame : appended) {
            if (frame.released.get() != frame.dueReleases()) {
                violations.add(when + ": released " + frame.released + " times: " + frame);
            }
        }
    }

    @Override
    public String toString() {
        return "batches " + batches + ", written " + writtenCount + " times, appended " + appended.size() + ", closed "
                + closedCount + " (" + cause + "), violations " + violations;
    }
}
