package org.razorrpc.benchmarks.load;

import org.jspecify.annotations.Nullable;

/**
 * One place in the window and the calls that go through it, one after the other. It belongs to the load's thread until
 * {@link #start}, then to the framework, and to whoever is told the end of its call.
 */
public abstract class Slot {
    private final SlotLoad load;
    private long calls;
    private @Nullable Throwable failure;

    protected Slot(SlotLoad load) {
        this.load = load;
    }

    /** Calls that have ended well; also the number of the next one. */
    protected final long calls() {
        return calls;
    }

    final @Nullable Throwable failure() {
        return failure;
    }

    /** Makes a call; may wait. Its end is told by one {@link #ended} or {@link #endedElsewhere}. */
    protected abstract void start();

    /** Makes the next call if it can be made without waiting. */
    protected boolean startNow() {
        start();
        return true;
    }

    /**
     * A call has ended, well where there is no error, and the next one can be made here. Nothing is touched after that: the slot may
     * be elsewhere by then.
     */
    protected final void ended(@Nullable Throwable error) {
        if (error == null) {
            calls++;
        }
        failure = error;
        try {
            if (error != null || !load.isRunning() || !startNow()) {
                load.idle(this);
            }
        } catch (RuntimeException refused) {
            failure = refused;
            load.idle(this);
        }
    }

    /** A call has ended well where none can be made. */
    protected final void endedElsewhere() {
        calls++;
        load.idle(this);
    }
}
