package org.razorrpc.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The window: at most N calls in flight, and a line for those who wait for a place. While the connection's outgoing bytes are
 * over their mark no place is given. Taking and giving back are one atomic operation while nobody waits.
 */
final class InFlightLimit extends WaitingLine {
    private static final VarHandle IN_FLIGHT;

    static {
        try {
            IN_FLIGHT = MethodHandles.lookup().findVarHandle(InFlightLimit.class, "inFlight", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int window;
    private volatile int inFlight;
    private volatile boolean blocked;

    InFlightLimit(int window) {
        this.window = window;
    }

    int inFlight() {
        return inFlight;
    }

    /** Calls in flight or waiting. */
    int pending() {
        return inFlight + waiting();
    }

    /** Whether no call is in flight and nobody waits. */
    boolean isIdle() {
        return inFlight == 0 && !hasWaiters();
    }

    /** Takes a place if there is one and nobody was there before. */
    boolean tryAcquire() {
        return !hasWaiters() && take();
    }

    @Override
    boolean take(Waiter waiter) {
        return take();
    }

    private boolean take() {
        while (hasPlace()) {
            int now = inFlight;
            if (now < window && IN_FLIGHT.compareAndSet(this, now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    @Override
    boolean hasPlace() {
        return !blocked && inFlight < window;
    }

    /** Gives places back, and hands them on to those who wait. */
    void release(int places) {
        IN_FLIGHT.getAndAdd(this, -places);
        grantPlaces();
    }

    /** The outgoing bytes are over their mark: no places until {@link #unblock}. */
    void block() {
        blocked = true;
    }

    void unblock() {
        if (blocked) {
            blocked = false;
            grantPlaces();
        }
    }

    boolean isBlocked() {
        return blocked;
    }
}
