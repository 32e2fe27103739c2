package org.razorrpc.runtime.loom;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

/** What streams, listeners and attempts share: threads, timer, buffers, and the set of what is open. */
final class LoomRuntime implements RpcRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(LoomRuntime.class);
    private static final long CLOSE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LoomConfig config;
    private final BusyRule busyRule;
    private final Semaphore busyPermits;
    private final LoomThreads io = new LoomThreads();
    private final LoomThreads tasks = new LoomThreads();
    /** Threads of callers who read in place of a reader just now. */
    private final Set<Thread> leaders = ConcurrentHashMap.newKeySet();

    private final Executor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final BufferPool readBuffers = new BufferPool(ByteBuffer::allocate, QuietReader.LARGE);
    private final BufferPool writeBuffers = new BufferPool(ByteBuffer::allocateDirect, WriteBatch.STAGING);
    private final Set<Resource> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final Random random = new Random();
    private volatile boolean closed;

    LoomRuntime(LoomConfig config) {
        this(config, BusyRule.DEFAULT);
    }

    LoomRuntime(LoomConfig config, BusyRule busyRule) {
        this.config = config;
        this.busyRule = busyRule;
        busyPermits = new Semaphore(config.busyStreams());
        Executor given = config.executor();
        executor = given != null ? given : this::startTask;
        timer = new ScheduledThreadPoolExecutor(1, task -> io.platform(config.name() + "-timer", task));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the runtime " + config.name() + " is closed");
        }
        executor.execute(logged(task));
    }

    @Override
    public boolean mayBlock() {
        return !io.hasCurrent() && !leaders.contains(Thread.currentThread());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable task) {
        try {
            Future<?> future = timer.schedule(logged(task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            // Closed: nothing fires any more.
            return () -> {};
        }
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Cancellable connect(ConnectConfig connect, StreamOpener opener) {
        ConnectAttempt attempt = new ConnectAttempt(this, connect, opener);
        attempt.start();
        return attempt;
    }

    @Override
    public Listener listen(ListenConfig listen, StreamAcceptor acceptor) throws IOException {
        LoomListener listener = LoomListener.start(this, listen, acceptor);
        adopt(listener);
        if (closed) {
            throw new IOException("cannot listen on " + listener.address() + ": the runtime is closed");
        }
        return listener;
    }

    @Override
    public void close() {
        closed = true;
        for (Resource resource : open) {
            resource.close();
        }
        timer.shutdownNow();
        tasks.interruptOthers();
        if (mayBlock()) {
            awaitThreads(System.nanoTime() + CLOSE_WAIT_NANOS);
        }
    }

    boolean isClosed() {
        return closed;
    }

    LoomConfig config() {
        return config;
    }

    BusyRule busyRule() {
        return busyRule;
    }

    Semaphore busyPermits() {
        return busyPermits;
    }

    /** The current thread must not block until {@link #endLead}. */
    void beginLead() {
        leaders.add(Thread.currentThread());
    }

    void endLead() {
        leaders.remove(Thread.currentThread());
    }

    LoomThreads io() {
        return io;
    }

    BufferPool readBuffers() {
        return readBuffers;
    }

    BufferPool writeBuffers() {
        return writeBuffers;
    }

    String nextName(String kind) {
        return config.name() + "-" + kind + "-" + ids.incrementAndGet();
    }

    /** Closed with the runtime from here on, at once when that is closed already. */
    void adopt(Resource resource) {
        open.add(resource);
        if (closed) {
            resource.close();
        }
    }

    void forget(Resource resource) {
        open.remove(resource);
    }

    /** A stream on a connected channel, not started; on failure the channel is closed. */
    LoomStream stream(SocketChannel channel) throws IOException {
        try {
            LoomStream stream = new LoomStream(this, nextName("stream"), channel);
            adopt(stream);
            return stream;
        } catch (Throwable e) {
            closeQuietly(channel);
            throw e;
        }
    }

    static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            LOG.debug("closing {} failed", resource, e);
        }
    }

    private void startTask(Runnable task) {
        Thread thread = tasks.virtual(config.name() + "-task", task);
        tasks.start(thread);
        if (closed) {
            // Closing may have looked at the threads before this one was among them.
            thread.interrupt();
        }
    }

    private void awaitThreads(long deadlineNanos) {
        try {
            io.joinOthers(deadlineNanos);
            tasks.joinOthers(deadlineNanos);
        } catch (InterruptedException e) {
            // Everything is closed; only the waiting is cut short.
            Thread.currentThread().interrupt();
        }
    }

    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.error("a task threw", e);
            }
        };
    }
}
