package org.razorrpc.runtime.loom;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether a stream's bytes are wanted: paused and resumed from any thread, looked at before each read callback. */
final class ReadFlow {

    private static final int RUNNING = 0;
    private static final int PAUSED = 1;
    /** Reading goes on once the handler has been called back with an empty buffer. */
    private static final int RESUMED = 2;

    private final AtomicInteger state = new AtomicInteger(RUNNING);

    void pause() {
        state.set(PAUSED);
    }

    /** Returns whether it was paused: then the handler is owed an empty buffer. */
    boolean resume() {
        return state.compareAndSet(PAUSED, RESUMED);
    }

    boolean isRunning() {
        return state.get() == RUNNING;
    }

    /** In the read context: the caller pays what the handler is owed; true once for each resume that no pause overtook. */
    boolean takeResumed() {
        return state.get() == RESUMED && state.compareAndSet(RESUMED, RUNNING);
    }
}
