package org.razorrpc.benchmarks;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.ClientStream;

/**
 * One place in the window and the calls that go through it, one after the other. It belongs to the load's thread until
 * {@link #start}, then to razor, and to whoever is told the end of its call.
 */
abstract class Slot {
    final ClientStream stream;
    private final SlotLoad load;
    private long calls;
    private @Nullable Throwable failure;

    Slot(ClientStream stream, SlotLoad load) {
        this.stream = stream;
        this.load = load;
    }

    /** Calls that have ended well; also the number of the next one. */
    final long calls() {
        return calls;
    }

    final @Nullable Throwable failure() {
        return failure;
    }

    /** Makes a call; may wait. */
    abstract void start();

    /** Makes the next call if it can be made without waiting. */
    abstract boolean startNow();

    /** A call has ended, and the next one can be made here. Nothing is touched after that: the slot may be elsewhere by then. */
    final void ended(@Nullable Throwable error) {
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
    final void endedElsewhere() {
        calls++;
        load.idle(this);
    }
}
