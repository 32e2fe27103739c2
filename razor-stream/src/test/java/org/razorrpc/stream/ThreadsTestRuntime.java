package org.razorrpc.stream;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.razorrpc.stream.spi.StreamOpener;

/** Real threads and real time, without sockets: what the in-process transport needs. */
final class ThreadsTestRuntime implements RpcRuntime {
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("test-timers").factory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public boolean mayBlock() {
        return !Thread.currentThread().getName().equals("test-timers");
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable task) {
        Future<?> timer = timers.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
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
        threads.shutdown();
        timers.shutdownNow();
    }
}
