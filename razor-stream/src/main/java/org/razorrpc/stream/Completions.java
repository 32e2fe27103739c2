package org.razorrpc.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.RpcRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs users' code at the end of calls: where the configuration wants it, so that it harms nobody, and reports what is slow. */
final class Completions {
    private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

    private final String id;
    private final RpcRuntime runtime;
    private final @Nullable Executor executor;
    private final AtomicLong failed = new AtomicLong();

    /** The thread that is delivering a read batch; null between batches. */
    private volatile @Nullable Thread reader;

    /** Counts the reader's callbacks; odd while it is in one. Only the reader writes. */
    private final AtomicLong steps = new AtomicLong();

    private long stepsAtLastCheck;

    Completions(String id, RpcRuntime runtime, @Nullable Executor executor) {
        this.id = id;
        this.runtime = runtime;
        this.executor = executor;
    }

    boolean onReader() {
        return reader == Thread.currentThread();
    }

    void beginBatch() {
        if (reader == null) {
            reader = Thread.currentThread();
        }
    }

    void endBatch() {
        reader = null;
    }

    /** Tells a task its end, on the reader. */
    void tellOnReader(ClientTask task, @Nullable RpcException error) {
        steps.lazySet(steps.getPlain() + 1);
        tell(task, error);
        steps.lazySet(steps.getPlain() + 1);
    }

    /** Tells a task its end. A caller who is parked is woken here and now, and so is a pool: no user's code runs for that. */
    void tell(ClientTask task, @Nullable RpcException error) {
        if (executor == null || task instanceof BlockingCall || task instanceof PooledCall) {
            tellHere(task, error);
        } else {
            run(() -> tellHere(task, error));
        }
    }

    private void tellHere(ClientTask task, @Nullable RpcException error) {
        try {
            task.done(error);
        } catch (Throwable failure) {
            report(failure);
        }
    }

    /** Runs a user's code. */
    void run(Runnable code) {
        Executor elsewhere = executor;
        if (elsewhere != null) {
            try {
                elsewhere.execute(() -> runHere(code));
                return;
            } catch (RejectedExecutionException full) {
                LOG.warn("{}: the callback executor refused a completion, which runs on the reader instead", id);
            }
        }
        runHere(code);
    }

    private void runHere(Runnable code) {
        try {
            code.run();
        } catch (Throwable failure) {
            report(failure);
        }
    }

    private void report(Throwable failure) {
        LOG.error("{}: a callback failed, {} so far", id, failed.incrementAndGet(), failure);
    }

    /** Runs code that may reach users, on a thread that delays neither I/O nor timers. */
    static void onThreadOfItsOwn(RpcRuntime runtime, Runnable code) {
        try {
            runtime.execute(code);
        } catch (RejectedExecutionException closed) {
            code.run();
        }
    }

    void onThreadOfItsOwn(Runnable code) {
        onThreadOfItsOwn(runtime, code);
    }

    /** Once a tick: logs the stack of a callback that was there at the last tick already. */
    void reportSlow() {
        long now = steps.get();
        Thread thread = reader;
        if ((now & 1) == 1 && now == stepsAtLastCheck && thread != null) {
            IllegalStateException where = new IllegalStateException("the callback is here");
            where.setStackTrace(thread.getStackTrace());
            LOG.warn("{}: a callback has held up the connection's reader for a whole tick", id, where);
            now = 0;
        }
        stepsAtLastCheck = now;
    }
}
