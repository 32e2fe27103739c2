package org.razorrpc.benchmarks;

import java.util.concurrent.atomic.LongAdder;
import org.razorrpc.benchmarks.load.Counts;
import org.razorrpc.stream.spi.BatchObserver;

/** Counts what is written and how often, and how often something is read. */
final class BatchCounter implements BatchObserver {
    private final LongAdder frames = new LongAdder();
    private final LongAdder flushes = new LongAdder();
    private final LongAdder reads = new LongAdder();

    @Override
    public void onFlush(int frameCount, long bytes) {
        frames.add(frameCount);
        flushes.increment();
    }

    @Override
    public void onReadBatch(int frameCount, long bytes) {
        reads.increment();
    }

    Counts counts() {
        return new Counts(frames.sum(), flushes.sum(), reads.sum());
    }
}
