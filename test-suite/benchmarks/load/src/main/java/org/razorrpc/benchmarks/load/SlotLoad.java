package org.razorrpc.benchmarks.load;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * As many calls in flight as the window has places, each made by the end of the one before. What cannot be made there (the
 * outgoing bytes are over their mark) comes back to the load's thread, which can wait.
 */
public final class SlotLoad implements Load {
    private static final long DRAIN_NANOS = 30_000_000_000L;

    private final Runnable disconnect;
    private final List<? extends Slot> slots;
    private final BlockingQueue<Slot> idle = new LinkedBlockingQueue<>();
    private volatile boolean running;

    /** Makes the slot of that number, from 0. */
    public interface Factory {
        Slot make(SlotLoad load, int number);
    }

    /** @param disconnect closes what the calls go over; run when the load is closed */
    public SlotLoad(Runnable disconnect, int window, Factory factory) {
        this.disconnect = disconnect;
        this.slots = IntStream.range(0, window)
                .mapToObj(number -> factory.make(this, number))
                .toList();
    }

    boolean isRunning() {
        return running;
    }

    /** The slot's call has ended and it has not made another. */
    void idle(Slot slot) {
        idle.add(slot);
    }

    @Override
    public long run(long nanos) throws Exception {
        long before = calls();
        long end = System.nanoTime() + nanos;
        running = true;
        try {
            slots.forEach(Slot::start);
            restartUntil(end);
        } finally {
            running = false;
        }
        return calls() - before;
    }

    /** Returns when all are idle. */
    private void restartUntil(long end) throws Exception {
        int stopped = 0;
        while (stopped < slots.size()) {
            long left = end - System.nanoTime();
            running = left > 0;
            Slot slot = idle.poll(running ? left : DRAIN_NANOS, TimeUnit.NANOSECONDS);
            if (slot == null && !running) {
                throw new IllegalStateException(slots.size() - stopped + " calls did not end");
            }
            if (slot != null) {
                stopped += restart(slot) ? 0 : 1;
            }
        }
    }

    private boolean restart(Slot slot) {
        Throwable failure = slot.failure();
        if (failure != null) {
            throw new IllegalStateException("a call failed: " + failure.getMessage(), failure);
        }
        if (running) {
            slot.start();
        }
        return running;
    }

    /** Nobody else touches the slots while none is in flight. */
    private long calls() {
        return slots.stream().mapToLong(Slot::calls).sum();
    }

    @Override
    public void close() {
        disconnect.run();
    }
}
