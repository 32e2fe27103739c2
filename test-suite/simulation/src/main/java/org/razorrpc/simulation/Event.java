package org.razorrpc.simulation;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;

/** Something that happens at a point of virtual time; on a node, where it has one, and then not while that is paused. */
final class Event implements Comparable<Event>, Cancellable {
    private static final Comparator<Event> ORDER = Comparator.<Event>comparingLong(event -> event.at)
            .thenComparingLong(event -> event.tie)
            .thenComparingLong(event -> event.number);

    final @Nullable SimRuntime node;
    final boolean timer;
    private final long number;
    private final Runnable action;
    private long at;
    private long tie;
    private boolean cancelled;

    /** @param timer whether it is only waited for: a world in which nothing but timers is left has come to rest */
    Event(@Nullable SimRuntime node, boolean timer, long number, Runnable action) {
        this.node = node;
        this.timer = timer;
        this.number = number;
        this.action = action;
    }

    /** Only while it is in no queue. */
    void place(long newAt, long newTie) {
        at = newAt;
        tie = newTie;
    }

    long at() {
        return at;
    }

    void run() {
        if (!cancelled) {
            action.run();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int compareTo(Event other) {
        return ORDER.compare(this, other);
    }
}
