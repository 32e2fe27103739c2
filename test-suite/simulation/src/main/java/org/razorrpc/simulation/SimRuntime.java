package org.razorrpc.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.razorrpc.stream.spi.StreamOpener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a {@link SimWorld}: a process, as far as its runtime goes. It has no thread: tasks, timers and callbacks are events
 * of the world. No code on it may block, so {@link #mayBlock} is false everywhere.
 *
 * <p>Its clock starts anywhere in the range of {@code long}, on one node in four so that it overflows within a minute.
 */
public final class SimRuntime implements RpcRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(SimRuntime.class);
    /** What an event loop or scheduler needs to get to something, at most: spreads what would all happen at once. */
    private static final int MAX_TURN_NANOS = 5_000;
    /** Timers are never early and a little late. */
    private static final int MAX_LATE_NANOS = 200_000;

    private final SimWorld world;
    private final String name;
    private final InetAddress address;
    private final int number;
    private final RandomGenerator random;
    private final RandomGenerator turns;
    private final long clockStart;
    private final Set<Timer> timers = new LinkedHashSet<>();
    private final Set<SimListener> listeners = new LinkedHashSet<>();
    private final Set<SimStream> streams = new LinkedHashSet<>();
    private final Set<ConnectAttempt> attempts = new LinkedHashSet<>();
    private final List<Event> held = new ArrayList<>();
    private boolean paused;
    private boolean closed;

    SimRuntime(SimWorld world, String name, int number) {
        this.world = world;
        this.name = name;
        this.number = number;
        this.address = address(name, number);
        this.random = world.random("node " + number + " " + name);
        this.turns = world.random("turns " + number + " " + name);
        this.clockStart = clockStart();
    }

    private long clockStart() {
        RandomGenerator clock = world.random("clock " + number + " " + name);
        return clock.nextInt(4) == 0 ? Long.MAX_VALUE - clock.nextLong(60_000_000_000L) : clock.nextLong();
    }

    private static InetAddress address(String name, int number) {
        try {
            return InetAddress.getByAddress(name, new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    public String name() {
        return name;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("runtime of node " + name + " is closed");
        }
        soon(() -> {
            world.trace(Trace.Kind.TASK, number, 0);
            guarded(task);
        });
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public long nanoTime() {
        return clockStart + world.queue().now();
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable task) {
        Timer timer = new Timer(task);
        if (!closed) {
            timers.add(timer);
            long delay = Math.max(0, delayNanos);
            long late = Math.min(turns.nextInt(MAX_LATE_NANOS), Long.MAX_VALUE - delay);
            world.queue().add(this, true, delay + late, timer);
        }
        return timer;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Cancellable connect(ConnectConfig config, StreamOpener opener) {
        ConnectAttempt attempt = new ConnectAttempt(this, config, opener);
        if (closed) {
            attempt.fail(new IOException(config.remote() + ": runtime of node " + name + " is closed"));
        } else {
            attempts.add(attempt);
            attempt.start();
        }
        return attempt;
    }

    @Override
    public Listener listen(ListenConfig config, StreamAcceptor acceptor) throws IOException {
        if (closed) {
            throw new IOException(config.local() + ": runtime of node " + name + " is closed");
        }
        SimListener listener = world.network().listen(this, config, acceptor);
        listeners.add(listener);
        return listener;
    }

    /** The {@code onClosed} of its streams follow as events. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        timers.clear();
        List.copyOf(listeners).forEach(SimListener::close);
        List.copyOf(attempts).forEach(ConnectAttempt::cancel);
        List.copyOf(streams).forEach(SimStream::close);
    }

    boolean isClosed() {
        return closed;
    }

    /** The process is stopped: its events wait, while its kernel goes on taking bytes, connections and resets. */
    public void pause() {
        paused = true;
    }

    /** The process goes on: all that waited happens now, in any order. */
    public void resume() {
        paused = false;
        held.forEach(world.queue()::addAgain);
        held.clear();
    }

    public boolean isPaused() {
        return paused;
    }

    /** Timers that are scheduled and have neither fired nor been cancelled. */
    public int timers() {
        return timers.size();
    }

    /** Streams whose {@code onClosed} has not been called yet. */
    public int streams() {
        return streams.size();
    }

    void hold(Event event) {
        held.add(event);
    }

    /** Runs what belongs to this node as an event of its own, after a moment. */
    void soon(Runnable action) {
        after(turns.nextInt(MAX_TURN_NANOS), action);
    }

    void after(long delayNanos, Runnable action) {
        world.queue().add(this, false, delayNanos, action);
    }

    /** User code of which nothing may escape; what does is a bug that the test wants to see. */
    void guarded(Runnable code) {
        try {
            code.run();
        } catch (Throwable failure) {
            report(failure);
        }
    }

    void report(Throwable failure) {
        LOG.error("node {}: a callback, task or timer failed (seed {})", name, world.seed(), failure);
        world.error(failure);
    }

    SimWorld world() {
        return world;
    }

    InetAddress address() {
        return address;
    }

    int number() {
        return number;
    }

    void add(SimStream stream) {
        streams.add(stream);
    }

    void remove(SimStream stream) {
        streams.remove(stream);
    }

    void remove(SimListener listener) {
        listeners.remove(listener);
    }

    void remove(ConnectAttempt attempt) {
        attempts.remove(attempt);
    }

    private final class Timer implements Runnable, Cancellable {
        private final Runnable task;

        Timer(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (timers.remove(this)) {
                world.trace(Trace.Kind.TIMER, number, 0);
                guarded(task);
            }
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }
    }
}
