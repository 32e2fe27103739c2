package org.razorrpc.runtime.netty;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where code runs that may block. */
final class TaskThreads {
    private static final Logger LOG = LoggerFactory.getLogger(TaskThreads.class);

    private final Executor executor;
    /** Null when the executor is the user's. */
    private final @Nullable ExecutorService own;

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TaskThreads(NettyConfig config) {
        own = config.executor() == null ? newExecutor(config) : null;
        executor = own == null ? config.executor() : own;
    }

    private static ExecutorService newExecutor(NettyConfig config) {
        String prefix = config.name() + "-task-";
        if (config.virtualThreads()) {
            return Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name(prefix, 0).factory());
        }
        ThreadFactory platform = Thread.ofPlatform().daemon().name(prefix, 0).factory();
        return Executors.newCachedThreadPool(platform);
    }

    void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the runtime is closed");
        }
        executor.execute(() -> run(task));
    }

    private void run(Runnable task) {
        running.add(Thread.currentThread());
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a task failed", e);
        } finally {
            running.remove(Thread.currentThread());
        }
    }

    /** Takes no more tasks. Does not wait. */
    void close() {
        closed = true;
        if (own != null) {
            own.shutdown();
        }
    }

    /** Waits for the tasks to end; those that take longer than {@code patienceNanos} are interrupted. */
    void join(long patienceNanos, long nanos) throws InterruptedException {
        // A task that closes the runtime would wait for itself.
        if (own == null || running.contains(Thread.currentThread())) {
            return;
        }
        long start = System.nanoTime();
        if (!own.awaitTermination(Math.min(patienceNanos, nanos), TimeUnit.NANOSECONDS)) {
            own.shutdownNow();
            own.awaitTermination(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        }
    }
}
