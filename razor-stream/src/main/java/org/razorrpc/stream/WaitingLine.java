package org.razorrpc.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A line, first come first served, for those who wait for a place; what a place is, a subclass knows.
 *
 * <p>Who joins the line counts himself as waiting <em>before</em> he looks for a place once more; who gives places back calls
 * {@link #grantPlaces}, which looks for waiters, <em>after</em>. So one of the two sees the other, and nobody waits for a place
 * that is free.
 */
abstract class WaitingLine {
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiter> line = new ArrayDeque<>();
    private volatile int waiting;
    /** Those in the line for whom {@code atMost} is meant; guarded by the lock. */
    private int bounded;
    /** Whether some thread is handing out places; guarded by the lock. */
    private boolean granting;

    /** Takes a place for him if there is one. Called under the line's lock: takes no other. */
    abstract boolean take(Waiter waiter);

    /** Whether there is a place, which another may take first. */
    abstract boolean hasPlace();

    final int waiting() {
        return waiting;
    }

    final boolean hasWaiters() {
        return waiting > 0;
    }

    /** Joins the line. The waiter may be granted before this returns. */
    final void join(Waiter waiter) {
        join(waiter, Integer.MAX_VALUE);
    }

    /**
     * Joins the line, unless that many have joined it in this way already. The waiter may be granted before this returns.
     *
     * @return false when the line is full
     */
    final boolean join(Waiter waiter, int atMost) {
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

    /**
     * Hands out places as long as there are waiters and places. One thread at a time does it, in a loop: what it grants may
     * release a place again at once (a call that cannot be encoded), which then is no recursion.
     */
    final void grantPlaces() {
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
            if (next == null || !(next.takesPlace ? take(next) : hasPlace())) {
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
    final boolean leave(Waiter waiter) {
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
    final List<Waiter> takeExpired(long now) {
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
    final List<Waiter> takeAll() {
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
