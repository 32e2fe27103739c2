package org.razorrpc.files;

import java.util.concurrent.atomic.LongAdder;
import org.razorrpc.stream.spi.BatchObserver;
import org.razorrpc.stream.spi.TransportConfig;

/** Counts what a connection writes: how many calls share a flush is what its speed depends on. */
final class FlushCounter implements BatchObserver {
    private final LongAdder calls = new LongAdder();
    private final LongAdder flushes = new LongAdder();

    @Override
    public void onFlush(int frames, long bytes) {
        calls.add(frames);
        flushes.increment();
    }

    @Override
    public void onReadBatch(int frames, long bytes) {}

    long calls() {
        return calls.sum();
    }

    double callsPerFlush() {
        return (double) calls.sum() / Math.max(1, flushes.sum());
    }

    /** The defaults, observed by this. */
    TransportConfig transportConfig() {
        return TransportConfig.DEFAULT.toBuilder().observer(this).build();
    }
}
