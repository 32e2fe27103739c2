package org.razorrpc.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.razorrpc.stream.spi.Cancellable;

/**
 * Nodes, the links between them, and their time. Nothing happens but in {@link #runFor}, {@link #runUntil} and
 * {@link #runUntilIdle}, on the thread that calls them; the thread that made the world is the only one that may touch it or
 * anything in it. Virtual time passes from event to event and code takes none of it.
 *
 * <p>Whatever is random is drawn from named generators forked from the seed, one a purpose, so that a draw more in one place
 * changes nothing in another.
 *
 * <p>The nodes share one name space: a port, or a path, is listened on by one node at a time.
 */
public final class SimWorld {
    /** More than any test needs; a world that takes so many steps to come to rest goes round in circles. */
    private static final int MAX_STEPS = 20_000_000;

    private final long seed;
    private final EventQueue queue;
    private final Network network;
    private final Trace trace = new Trace();
    private final List<SimRuntime> nodes = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final Set<Route> blocked = new HashSet<>();

    private record Route(SimRuntime from, SimRuntime to) {}

    public SimWorld(long seed) {
        this.seed = seed;
        this.queue = new EventQueue(random("ties"));
        this.network = new Network(this);
    }

    public long seed() {
        return seed;
    }

    /** A further node. Its name is for messages and random numbers. */
    public SimRuntime node(String name) {
        SimRuntime node = new SimRuntime(this, name, nodes.size() + 1);
        nodes.add(node);
        return node;
    }

    /** What links are like that are made from now on; {@link LinkConfig#DEFAULT} at first. */
    public void links(LinkConfig config) {
        network.config(config);
    }

    /** Told of each link when it is made, before a byte has travelled: the place to plan its faults. */
    public void onLink(Consumer<SimLink> observer) {
        network.observer(observer);
    }

    /** A generator of its own for a purpose; the same seed and name give the same numbers. */
    public RandomGenerator random(String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) {
            hash = Trace.mix(hash ^ name.charAt(i));
        }
        return new SplittableRandom(hash);
    }

    /** Virtual time since the world began. */
    public Duration elapsed() {
        return Duration.ofNanos(queue.now());
    }

    /** Does something later, on no node: for the script of a test. */
    public Cancellable after(Duration delay, Runnable action) {
        return queue.add(null, true, delay.toNanos(), action);
    }

    /** No packet travels from one node to the other, until {@link #heal}; the way back is not touched. */
    public void partition(SimRuntime from, SimRuntime to) {
        blocked.add(new Route(from, to));
    }

    /** Packets travel again; what was on its way arrives. */
    public void heal(SimRuntime from, SimRuntime to) {
        blocked.remove(new Route(from, to));
        network.pumpAll();
    }

    /** Passes that much time. */
    public void runFor(Duration duration) {
        long limit = queue.now() + duration.toNanos();
        for (int steps = 0; queue.runNext(limit); steps++) {
            checkSteps(steps);
        }
    }

    /**
     * Passes time until the condition holds; it is asked before the first and after each event.
     *
     * @throws IllegalStateException when it does not hold in time; the message has the seed
     */
    public void runUntil(BooleanSupplier condition, Duration atMost) {
        long limit = queue.now() + atMost.toNanos();
        for (int steps = 0; !condition.getAsBoolean(); steps++) {
            checkSteps(steps);
            if (!queue.runNext(limit) && !condition.getAsBoolean()) {
                throw new IllegalStateException("the condition does not hold after " + atMost + " (seed " + seed + ")");
            }
        }
    }

    /**
     * Passes time until nothing is under way: no byte, no connect, no task. Timers that come due until then fire; those that
     * are still to come are not waited for, and neither is what a pause or a partition holds back.
     *
     * @throws IllegalStateException when the world does not come to rest
     */
    public void runUntilIdle() {
        for (int steps = 0; queue.isBusy(); steps++) {
            checkSteps(steps);
            queue.runNext(Long.MAX_VALUE);
        }
    }

    private void checkSteps(int steps) {
        if (steps > MAX_STEPS) {
            throw new IllegalStateException("no end after " + steps + " events (seed " + seed + ")");
        }
    }

    /** Enters something of the test's own into the trace: a call that completed, say. */
    public void mark(long value) {
        trace(Trace.Kind.MARK, 0, value);
    }

    /** A hash over time, kind, place and byte count of everything that happened. */
    public long traceHash() {
        return trace.hash();
    }

    /** What handlers, tasks and timers threw, in order: bugs. A test that expects none asserts that this is empty. */
    public List<Throwable> errors() {
        return List.copyOf(errors);
    }

    void error(Throwable failure) {
        errors.add(failure);
    }

    void trace(Trace.Kind kind, long id, long count) {
        trace.add(queue.now(), kind, id, count);
    }

    EventQueue queue() {
        return queue;
    }

    Network network() {
        return network;
    }

    boolean isBlocked(SimRuntime from, SimRuntime to) {
        return !blocked.isEmpty() && blocked.contains(new Route(from, to));
    }
}
