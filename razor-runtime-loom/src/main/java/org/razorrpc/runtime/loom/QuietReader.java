package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream that has little to read: a virtual thread blocks in a read with a buffer of 2 KiB. When a read fills its
 * buffer, more is waiting, and the next read takes a large one from the pool. A read that does not fill it gives it back: a
 * stream that waits holds the small one (but for a peer that sends exactly what fits, which the pool's bound covers).
 *
 * <p>The read context is a lock that the thread holds all the time except inside the read itself. So {@link #wake} can owe
 * the handler its empty {@code onRead} even while the thread is blocked in a read, which nothing but a close ends: a thread
 * made for it takes the context. The reader writes {@code reading} and then looks at the flow, a resumer writes the flow and
 * then looks at {@code reading}; so at least one of them sees the other, and the step out of RESUMED picks one.
 */
final class QuietReader implements StreamReader, Runnable {

    private static final int SMALL = 2 << 10;
    static final int LARGE = 64 << 10;

    static final int ROUNDS_PER_YIELD = 32;

    private final LoomStream stream;
    private final LoomRuntime runtime;
    private final StreamInput input;
    private final ReadFlow flow;
    private final Thread thread;
    private final BusyRule.Meter meter;
    private final ReentrantLock context = new ReentrantLock();
    private volatile boolean reading;

    // Guarded by the context.
    private final ByteBuffer small = ByteBuffer.allocate(SMALL);
    private @Nullable ByteBuffer large;
    private boolean filled;
    private boolean over;
    private int rounds;

    QuietReader(LoomStream stream, LoomRuntime runtime, StreamInput input, ReadFlow flow) {
        this.stream = stream;
        this.runtime = runtime;
        this.input = input;
        this.flow = flow;
        thread = runtime.io().virtual(stream + "-reader", this);
        meter = new BusyRule.Meter(runtime.busyRule());
    }

    void start() {
        runtime.io().start(thread);
    }

    @Override
    public void wake() {
        LockSupport.unpark(thread);
        if (reading && !flow.isRunning() && !stream.isClosing()) {
            runtime.io().start(runtime.io().virtual(stream + "-resume", this::resumeInContext));
        }
    }

    /** In the middle of a delivery its thread must not wait for room. */
    @Override
    public boolean request() {
        return false;
    }

    /** It always reads. */
    @Override
    public void watch() {}

    /** Its thread cannot be called back from a blocking read. */
    @Override
    public boolean lead(BooleanSupplier done) {
        return false;
    }

    @Override
    public void run() {
        boolean handedOn = false;
        context.lock();
        try {
            while (!handedOn && passGate() && !input.isEnded()) {
                handedOn = handOn();
                if (!handedOn) {
                    readOrDeliver();
                    giveWay();
                }
            }
        } catch (Throwable e) {
            stream.failed(e);
        }
        keepLarge(false);
        over = true;
        context.unlock();
        if (!handedOn) {
            stream.partEnded();
        }
    }

    /** Virtual threads are not preempted: a peer that floods would keep a carrier from everybody else. */
    private void giveWay() {
        if (++rounds % ROUNDS_PER_YIELD == 0) {
            Thread.yield();
        }
    }

    private void resumeInContext() {
        context.lock();
        try {
            if (!over && !stream.isClosing()) {
                deliverResumed();
            }
        } catch (Throwable e) {
            stream.handlerFailed(e);
        } finally {
            context.unlock();
        }
    }

    /** Waits while paused, and delivers the empty buffer of a resume; false when the stream closes. */
    private boolean passGate() {
        while (!stream.isClosing()) {
            if (flow.isRunning()) {
                return true;
            }
            if (!deliverResumed()) {
                LockSupport.park(this);
                // A flag left behind would turn this loop into spinning.
                Thread.interrupted();
            }
        }
        return false;
    }

    private boolean deliverResumed() {
        boolean resumed = flow.takeResumed();
        if (resumed) {
            input.deliverEmpty();
        }
        return resumed;
    }

    /** Not with something pending: it lies in a buffer that this reader gives back when it ends. */
    private boolean handOn() {
        return !input.isPending() && meter.isBusy() && BusyReader.begin(stream, runtime, input, flow);
    }

    private void readOrDeliver() throws IOException {
        if (input.isPending()) {
            input.deliver();
            giveBackUnlessFilled();
            return;
        }
        input.prepare();
        reading = true;
        if (!flow.isRunning()) {
            reading = false;
            return;
        }
        ByteBuffer shared = (large != null ? large : small).clear();
        read(shared);
        // It is flipped.
        filled = shared.limit() == shared.capacity();
    }

    /** The context is free meanwhile. */
    private void read(ByteBuffer shared) throws IOException {
        context.unlock();
        try {
            // A flag that a callback left behind would close the channel.
            Thread.interrupted();
            input.read(shared);
        } finally {
            context.lock();
            reading = false;
        }
    }

    /** Only when the handler has taken everything: what it has not lies in the buffer. */
    private void giveBackUnlessFilled() {
        if (!input.isPending()) {
            keepLarge(filled);
        }
    }

    private void keepLarge(boolean wanted) {
        if (wanted && large == null) {
            large = runtime.readBuffers().take();
        } else if (!wanted && large != null) {
            runtime.readBuffers().give(large);
            large = null;
        }
    }
}
