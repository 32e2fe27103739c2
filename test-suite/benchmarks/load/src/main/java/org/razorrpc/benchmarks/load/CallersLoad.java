package org.razorrpc.benchmarks.load;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/** Threads that call and wait. */
public final class CallersLoad implements Load {
    private final Runnable disconnect;
    private final int callers;
    private final BlockingCaller caller;
    private final ExecutorService threads;

    /** @param disconnect closes what the calls go over; run when the load is closed */
    public CallersLoad(Runnable disconnect, int callers, ThreadFactory factory, BlockingCaller caller) {
        this.disconnect = disconnect;
        this.callers = callers;
        this.caller = caller;
        this.threads = Executors.newThreadPerTaskExecutor(factory);
    }

    @Override
    public long run(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        Callable<Long> untilThen = () -> callUntil(end);
        long calls = 0;
        for (Future<Long> each : threads.invokeAll(Collections.nCopies(callers, untilThen))) {
            calls += each.get();
        }
        return calls;
    }

    /** Once at least: starting ten thousand threads takes its time. */
    private long callUntil(long end) throws Exception {
        long calls = 0;
        do {
            caller.call(calls);
            calls++;
        } while (System.nanoTime() - end < 0);
        return calls;
    }

    @Override
    public void close() {
        disconnect.run();
        threads.close();
    }
}
