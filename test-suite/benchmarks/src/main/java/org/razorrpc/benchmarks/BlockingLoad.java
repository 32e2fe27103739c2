package org.razorrpc.benchmarks;

import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.razorrpc.stream.ClientStream;

/** Threads that call and wait. */
final class BlockingLoad implements Load {
    private final ClientStream stream;
    private final int callers;
    private final ExecutorService threads;

    BlockingLoad(ClientStream stream, int callers, ThreadFactory factory) {
        this.stream = stream;
        this.callers = callers;
        this.threads = Executors.newThreadPerTaskExecutor(factory);
    }

    @Override
    public long run(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        Callable<Long> caller = () -> callUntil(end);
        long calls = 0;
        for (Future<Long> each : threads.invokeAll(Collections.nCopies(callers, caller))) {
            calls += each.get();
        }
        return calls;
    }

    private long callUntil(long end) {
        long calls = 0;
        while (System.nanoTime() - end < 0) {
            Message request = Message.of(calls);
            Objects.requireNonNull(stream.call(Work.ECHO, request)).requireEqual(request);
            calls++;
        }
        return calls;
    }

    @Override
    public void close() {
        stream.close();
        threads.close();
    }
}
