package org.razorrpc.stream;

import java.util.concurrent.locks.LockSupport;

/**
 * Where a caller's thread waits, platform or virtual: the only thing in the core that blocks. Made by the thread that will
 * wait. It has no timeout of its own: sweeps and timers of the runtime signal it.
 */
final class CallerWait {
    private final Thread thread = Thread.currentThread();
    private volatile boolean signalled;

    /** Ends the wait; any thread, never blocks. */
    void signal() {
        signalled = true;
        LockSupport.unpark(thread);
    }

    boolean isOver() {
        return signalled;
    }

    /** Waits for the signal; false when interrupted before, with the flag still set. */
    boolean await() {
        while (!signalled) {
            if (thread.isInterrupted()) {
                return false;
            }
            LockSupport.park(this);
        }
        return true;
    }

    /** Waits for the signal through interrupts, and leaves the flag as it was or became. */
    void awaitThroughInterrupts() {
        boolean interrupted = false;
        while (!signalled) {
            interrupted |= Thread.interrupted();
            LockSupport.park(this);
        }
        if (interrupted) {
            thread.interrupt();
        }
    }
}
