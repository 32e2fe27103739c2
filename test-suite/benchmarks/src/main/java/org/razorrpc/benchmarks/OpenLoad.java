package org.razorrpc.benchmarks;

import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * Calls that are sent when they are due, whether or not earlier ones have been answered. A call's latency counts from the moment that
 * it was due: where the sender is held up, that is part of it.
 */
final class OpenLoad implements Load {
    private static final int PATIENCE_SECONDS = 30;
    private static final int DIGITS = 3;

    private final ClientStream stream;
    private final int calls;
    private final BlockingQueue<OpenTask> idle;
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(DIGITS);
    private volatile @Nullable Throwable failure;
    private double callsPerSecond;

    /** @param calls in flight at most: more than that are late */
    OpenLoad(ClientStream stream, int calls) {
        this.stream = stream;
        this.calls = calls;
        idle = new ArrayBlockingQueue<>(calls);
        for (int i = 0; i < calls; i++) {
            idle.add(new OpenTask());
        }
    }

    /** For the next runs. */
    void pace(double newCallsPerSecond) {
        callsPerSecond = newCallsPerSecond;
    }

    /** Of the last run. */
    Latency latency() {
        return Latency.of(latencies);
    }

    @Override
    public long run(long nanos) throws InterruptedException {
        latencies.reset();
        // The shortest sleep is some fifty microseconds: at high rates calls go in small bursts, and the wait counts.
        OpenSchedule schedule = new OpenSchedule(System::nanoTime, LockSupport::parkNanos, callsPerSecond);
        long sent = 0;
        while (schedule.hasNextWithin(nanos) && failure == null) {
            long due = schedule.awaitNext();
            takeIdle().start(due, sent);
            sent++;
        }
        // The last call's time is part of the run, or else the rate would come out too high.
        schedule.awaitNext();
        drain();
        return sent;
    }

    private OpenTask takeIdle() throws InterruptedException {
        OpenTask task = idle.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (task == null) {
            throw new IllegalStateException("calls did not end");
        }
        return task;
    }

    /** Until every call has ended. */
    private void drain() throws InterruptedException {
        OpenTask[] tasks = new OpenTask[calls];
        for (int i = 0; i < calls; i++) {
            tasks[i] = takeIdle();
        }
        for (OpenTask task : tasks) {
            idle.add(task);
        }
        Throwable error = failure;
        if (error != null) {
            throw new IllegalStateException("a call failed: " + error.getMessage(), error);
        }
    }

    @Override
    public void close() {
        stream.close();
    }

    private final class OpenTask implements ClientTask {
        private final MessageCodec<Message> codec = stream.codec().of(Message.class);
        private Message request = Message.of(0);
        private long due;

        void start(long dueNanos, long number) {
            due = dueNanos;
            request = Message.of(number);
            stream.send(this);
        }

        @Override
        public Action<?, ?> action() {
            return Echo.RECORDS.action();
        }

        @Override
        public void encode(WireBuffer out) {
            codec.encode(request, out);
        }

        @Override
        public void decode(byte[] buf, int offset, int length) {
            Objects.requireNonNull(codec.decode(buf, offset, length)).requireEqual(request);
        }

        @Override
        public void done(@Nullable RpcException error) {
            latencies.recordValue(System.nanoTime() - due);
            if (error != null) {
                failure = error;
            }
            idle.add(this);
        }
    }
}
