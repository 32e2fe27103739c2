package org.razorrpc.stream;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.razorrpc.stream.spi.StreamOpener;

/** A runtime whose clock stands still and whose tasks wait until the test runs them, on the test's own thread, in order. */
final class InlineTestRuntime implements RpcRuntime {
    private record Timer(long due, long order, Runnable task) {}

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private final Random random = new Random(1);
    private long timersMade;
    private volatile long now = 1_000;
    private volatile boolean closed;
    volatile boolean mayBlock = true;

    /** Runs what waits, and what that leads to. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass: every timer fires when it is due. */
    void advance(Duration time) {
        long until = now + time.toNanos();
        runTasks();
        for (Timer timer = pollDue(until); timer != null; timer = pollDue(until)) {
            now = Math.max(now, timer.due());
            timer.task().run();
            runTasks();
        }
        now = until;
    }

    /** The process is paused: time passes, and afterwards the timers that are overdue fire once. */
    void pause(Duration time) {
        now += time.toNanos();
        advance(Duration.ZERO);
    }

    private Timer pollDue(long until) {
        lock.lock();
        try {
            Timer first = timers.peek();
            return first != null && first.due() <= until ? timers.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    int timerCount() {
        lock.lock();
        try {
            return timers.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        tasks.add(task);
    }

    @Override
    public boolean mayBlock() {
        return mayBlock;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable task) {
        lock.lock();
        try {
            Timer timer = new Timer(now + delayNanos, timersMade++, task);
            timers.add(timer);
            return () -> {
                lock.lock();
                try {
                    timers.remove(timer);
                } finally {
                    lock.unlock();
                }
            };
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Cancellable connect(ConnectConfig config, StreamOpener opener) {
        throw new UnsupportedOperationException("this runtime has no sockets");
    }

    @Override
    public Listener listen(ListenConfig config, StreamAcceptor acceptor) {
        throw new UnsupportedOperationException("this runtime has no sockets");
    }

    @Override
    public void close() {
        closed = true;
    }
}
