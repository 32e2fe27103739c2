package org.razorrpc.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.PooledLink.State;

/**
 * The connections to one address, and which of them a call takes.
 *
 * <p>They come, go and change their states under the lock of {@link AddressConnections}, and {@link #refresh} follows. What callers
 * read without it, {@link #inUse} and {@link #delivering}, is volatile and never changed in place.
 */
final class PooledLinks {
    /** All that are not gone, in the order in which they were made. */
    private final List<PooledLink> all = new ArrayList<>();

    private volatile PooledLink[] inUse = {};
    /** Those and the draining ones: all that may deliver responses. */
    private volatile PooledLink[] delivering = {};

    // ---- under the lock

    void add(PooledLink link) {
        all.add(link);
    }

    void remove(PooledLink link) {
        all.remove(link);
    }

    /** States have changed. */
    void refresh() {
        inUse = all.stream().filter(link -> link.state == State.IN_USE).toArray(PooledLink[]::new);
        delivering = all.stream().filter(link -> link.wasInUse).toArray(PooledLink[]::new);
    }

    /** Takes out of use those that have been idle for that long; they are left to be retired. */
    List<PooledLink> takeIdle(long now, long idleNanos) {
        List<PooledLink> idle = new ArrayList<>(0);
        for (PooledLink each : inUse) {
            if (each.isIdle(now, idleNanos)) {
                each.state = State.DRAINING;
                idle.add(each);
            }
        }
        refresh();
        return idle;
    }

    /** Takes all out of use. */
    void drain() {
        for (PooledLink each : all) {
            each.state = each.state == State.IN_USE ? State.DRAINING : each.state;
        }
        refresh();
    }

    /** All that are not gone, now. */
    List<PooledLink> all() {
        return List.copyOf(all);
    }

    // ---- any thread

    /** How many are in use. */
    int inUse() {
        return inUse.length;
    }

    /** Takes a place on the least busy one that has one; null: none has. Among equals the oldest, so that those not needed fall idle. */
    @Nullable
    PooledLink take() {
        PooledLink[] links = inUse;
        PooledLink best = null;
        int least = Integer.MAX_VALUE;
        for (PooledLink each : links) {
            int inFlight = each.link().inFlight();
            if (inFlight < least) {
                least = inFlight;
                best = each;
            }
        }
        if (best != null && best.tryTake()) {
            return best;
        }
        for (PooledLink each : links) {
            if (each != best && each.tryTake()) {
                return each;
            }
        }
        return null;
    }

    /** Whether there is a place, which another may take first. */
    boolean hasPlace() {
        for (PooledLink each : inUse) {
            if (each.link().hasPlace()) {
                return true;
            }
        }
        return false;
    }

    /** Calls in flight on those in use. */
    int inFlight() {
        int inFlight = 0;
        for (PooledLink each : inUse) {
            inFlight += each.link().inFlight();
        }
        return inFlight;
    }

    void flush() {
        for (PooledLink each : delivering) {
            each.link().flush();
        }
    }

    /**
     * Whether this thread delivers responses of one of them.
     *
     * @throws IllegalStateException from within an encoder of one of them
     */
    boolean isReadHere() {
        boolean readHere = false;
        for (PooledLink each : delivering) {
            each.link().requireNotEncoding();
            readHere |= each.link().isReadHere();
        }
        return readHere;
    }
}
