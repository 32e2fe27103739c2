package org.razorrpc.simulation;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is going to happen, in the order of virtual time. Events of the same time happen in an order that the seed draws, so
 * that no code comes to rely on one.
 */
final class EventQueue {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final RandomGenerator ties;
    /** The world belongs to the thread that made it: a second one would end determinism without a trace. */
    private final Thread owner = Thread.currentThread();

    private long now;
    private long lastNumber;
    private int busy;
    private boolean running;

    EventQueue(RandomGenerator ties) {
        this.ties = ties;
    }

    /** Nanoseconds since the world began. */
    long now() {
        return now;
    }

    /** Whether anything but timers is waiting. */
    boolean isBusy() {
        return busy > 0;
    }

    Event add(@Nullable SimRuntime node, boolean timer, long delayNanos, Runnable action) {
        Event event = new Event(node, timer, ++lastNumber, action);
        return add(event, now + Math.clamp(delayNanos, 0, Long.MAX_VALUE - now));
    }

    /** An event that its node had to hold back happens now. */
    void addAgain(Event event) {
        add(event, now);
    }

    private Event add(Event event, long at) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "a simulated world was entered from " + Thread.currentThread() + ", it belongs to " + owner);
        }
        event.place(at, ties.nextLong());
        events.add(event);
        if (!event.timer) {
            busy++;
        }
        return event;
    }

    /**
     * Runs the next event, if it is due.
     *
     * @param limit the last point of time that is due
     * @return false: nothing was due, and it is {@code limit} now
     */
    boolean runNext(long limit) {
        if (running) {
            throw new IllegalStateException("the world is running already: an event cannot run it");
        }
        Event event = events.peek();
        if (event == null || event.at() > limit) {
            now = Math.max(now, limit);
            return false;
        }
        events.remove();
        now = event.at();
        busy -= event.timer ? 0 : 1;
        running = true;
        try {
            run(event);
        } finally {
            running = false;
        }
        return true;
    }

    private static void run(Event event) {
        if (event.node != null && event.node.isPaused()) {
            event.node.hold(event);
        } else {
            event.run();
        }
    }
}
