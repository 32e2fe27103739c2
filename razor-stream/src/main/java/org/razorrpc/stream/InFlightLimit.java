package org.razorrpc.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The window: at most N calls in flight, and a line, first come first served, for those who wait for a place. While the
 * connection's outgoing bytes are over their mark no place is given.
 *
 * <p>Taking and giving back are one atomic operation while nobody waits. Who joins the line counts himself as waiting
 * <em>before</em> he looks for a place once more; who gives places back looks for waiters <em>after</em>. So one of the two sees
 * the other, and nobody waits for a place that is free.
 */
final class InFlightLimit {
    private static final VarHandle IN_FLIGHT;

    static {
        try {
            IN_FLIGHT = MethodHandles.lookup().findVarHandle(InFlightLimit.class, "inFlight", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int window;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiter> line = new ArrayDeque<>();
    private volatile int inFlight;
    private volatile int waiting;
    private volatile boolean blocked;
    /** Those in the line for whom {@code atMost} is meant; guarded by the lock. */
    private int bounded;
    /** Whether some thread is handing out places; guarded by the lock. */
    private boolean granting;

    InFlightLimit(int window) {
        this.window = window;
    }

    int inFlight() {
        return inFlight;
    }

    /** Calls in flight or waiting. */
    int pending() {
        return inFlight + waiting;
    }

    boolean hasWaiters() {
        return waiting > 0;
    }

    /** Whether no call is in flight and nobody waits. */
    boolean isIdle() {
        return inFlight == 0 && waiting == 0;
    }

    /** Takes a place if there is one and nobody was there before. */
    boolean tryAcquire() {
        return waiting == 0 && take();
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

    private boolean hasPlace() {
        return !blocked && inFlight < window;
    }

    /** Joins the line. The waiter may be granted before this returns. */
    void join(Waiter waiter) {
        join(waiter, Integer.MAX_VALUE);
    }

    /**
     * Joins the line, unless that many have joined it in this way already. The waiter may be granted before this returns.
     *
     * @return false when the line is full
     */
    boolean join(Waiter waiter, int atMost) {
        lock.lock();
        try {
            waiter.bounded = atMost < Integer.MAX_VALUE;
            if (waiter.bounded && bounded >= atMost) {
                return false;
            }
            line.add(waiter);
            joined(waiter, 1);
        } finally {
            lock.unlock();
        }
        grantPlaces();
        return true;
    }

    private void joined(Waiter waiter, int count) {
        bounded += waiter.bounded ? count : 0;
        waiting = line.size();
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

    /**
     * Hands out places as long as there are waiters and places. One thread at a time does it, in a loop: what it grants may
     * release a place again at once (a call that cannot be encoded), which then is no recursion.
     */
    private void grantPlaces() {
        if (waiting == 0 || !beginGranting()) {
            return;
        }
        for (Waiter next = nextGranted(); next != null; next = nextGranted()) {
            next.grant();
        }
    }

    private boolean beginGranting() {
        lock.lock();
        try {
            boolean begun = !granting;
            granting = true;
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /** The next who may go; with null the granting has ended, and whoever releases a place after that begins anew. */
    private @Nullable Waiter nextGranted() {
        lock.lock();
        try {
            Waiter next = line.peek();
            if (next == null || !(next.takesPlace ? take() : hasPlace())) {
                granting = false;
                return null;
            }
            line.remove();
            joined(next, -1);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the line; false when the waiter was granted a place already, or never stood in it. */
    boolean leave(Waiter waiter) {
        lock.lock();
        try {
            boolean left = line.remove(waiter);
            if (left) {
                joined(waiter, -1);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out of the line those whose deadline is not after {@code now}. */
    List<Waiter> takeExpired(long now) {
        List<Waiter> expired = new ArrayList<>(0);
        if (waiting == 0) {
            return expired;
        }
        lock.lock();
        try {
            for (Iterator<Waiter> each = line.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (waiter.deadline - now <= 0) {
                    each.remove();
                    joined(waiter, -1);
                    expired.add(waiter);
                }
            }
        } finally {
            lock.unlock();
        }
        return expired;
    }

    /** Empties the line. */
    List<Waiter> takeAll() {
        lock.lock();
        try {
            List<Waiter> all = List.copyOf(line);
            line.clear();
            bounded = 0;
            waiting = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody in the line. Exactly one of {@link #grant} and {@link #fail} is called, once, unless he leaves before. */
    abstract static class Waiter {
        final long deadline;
        final boolean takesPlace;
        private boolean bounded;

        /** @param takesPlace false for one who only wants to know that there is a place */
        Waiter(long deadline, boolean takesPlace) {
            this.deadline = deadline;
            this.takesPlace = takesPlace;
        }

        /** It is his turn; a place that he took is his to release. Any thread; must not block. */
        abstract void grant();

        /** He waits no longer, and has no place. Any thread; must not block. */
        abstract void fail(RpcException error);
    }
}
