package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.razorrpc.stream.spi.WakeupModeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream that has much to read: on a platform thread of its own, from a channel that does not block. What the kernel
 * does not take of a write waits here for room. Callers who wait for answers may read in its place; {@link LoomStream} has the
 * rules.
 */
final class BusyReader implements StreamReader, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(BusyReader.class);

    /** How soon the reader looks after a stream that callers have left. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What ends a caller's wait may happen elsewhere, where nobody wakes him: so he leads only for a while. */
    private static final long LEAD_MILLIS = 10;

    /** How long reading is held up to get the write role: some writes of a peer that reads. */
    private static final long WRITE_ROLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LoomStream stream;
    private final LoomRuntime runtime;
    private final StreamInput input;
    private final ReadFlow flow;
    private final StreamWriter writer;
    private final Readiness readiness;
    private final Thread thread;
    private final ReadRole role = new ReadRole();
    private volatile boolean callerCame;

    // These belong to the read role.
    private final BusyInput busy;
    private int lonelyDeliveries;
    private boolean handedOn;

    private BusyReader(LoomStream stream, LoomRuntime runtime, StreamInput input, ReadFlow flow, Readiness readiness) {
        this.stream = stream;
        this.runtime = runtime;
        this.input = input;
        this.flow = flow;
        this.readiness = readiness;
        writer = stream.writer();
        busy = new BusyInput(stream, input);
        thread = runtime.io().platform(stream + "-reader", this);
    }

    /**
     * Takes the place of the quiet reader, on whose thread, with the read role and between two reads, this is called.
     *
     * @return whether it did; a writer that is stuck keeps the stream quiet
     */
    static boolean begin(LoomStream stream, LoomRuntime runtime, StreamInput input, ReadFlow flow) {
        if (!runtime.busyPermits().tryAcquire()) {
            return false;
        }
        if (!stream.writer().tryTake(WRITE_ROLE_NANOS)) {
            runtime.busyPermits().release();
            return false;
        }
        try {
            Readiness readiness = new Readiness(stream.channel());
            new BusyReader(stream, runtime, input, flow, readiness).start();
            return true;
        } catch (IOException | OutOfMemoryError e) {
            // No descriptor or no thread is left: the quiet mode does without.
            LOG.debug("{} stays quiet", stream, e);
            runtime.busyPermits().release();
            return false;
        } finally {
            stream.writer().handBack();
        }
    }

    private void start() throws IOException {
        StreamReader before = stream.reader(this);
        writer.selecting(this);
        try {
            runtime.io().start(thread);
        } catch (OutOfMemoryError e) {
            stream.reader(before);
            writer.selecting(null);
            readiness.closeAndBlock();
            throw e;
        }
    }

    @Override
    public void wake() {
        watch();
        // Also a reader that is about to take the role, and a leader, who gives it up.
        LockSupport.unpark(thread);
        readiness.wake();
    }

    @Override
    public void watch() {
        if (role.recall()) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean request() {
        boolean within = busy.request();
        if (within) {
            // By a leader: others wait for what he has sent.
            role.recall();
        }
        return within;
    }

    /** A batch waits for room. The reader's own thread finds it in its next turn. */
    void unfinished() {
        if (Thread.currentThread() != thread) {
            wake();
        }
    }

    @Override
    public void run() {
        try {
            while (!stream.isClosing() && !handedOn) {
                turn();
            }
        } catch (Throwable e) {
            stream.failed(e);
        }
        runtime.busyPermits().release();
        if (!handedOn) {
            readiness.close();
            writer.endWithReader();
            stream.partEnded();
        }
    }

    /** With the read role, which it may leave to callers but has again when it returns. */
    private void turn() throws IOException {
        writer.writeUnfinished();
        if (flow.takeResumed()) {
            busy.deliverEmpty();
        } else if (!flow.isRunning() || input.isEnded()) {
            await();
        } else if (input.isPending()) {
            busy.deliver();
            lonelyDeliveries = callerCame ? lonelyDeliveries + 1 : 0;
            callerCame = false;
        } else if (isForCallers()) {
            lonelyDeliveries = 0;
            leaveToCallers();
        } else if (!busy.read()) {
            await();
        }
    }

    private boolean isForCallers() {
        return lonelyDeliveries >= runtime.busyRule().leadAfter() && !busy.isWriteDue() && !writer.isUnfinished();
    }

    private void await() throws IOException {
        if (busy.isWriteDue()) {
            busy.writeIfDue();
            return;
        }
        boolean reads = flow.isRunning() && !input.isEnded();
        if (reads && busy.isRestDue()) {
            LockSupport.parkNanos(this, WakeupModeration.REST_NANOS);
            return;
        }
        // A flag that a callback left behind would turn the waiting into spinning.
        Thread.interrupted();
        long quietAfter = input.isEnded() ? 1 : runtime.busyRule().quietAfterMillis();
        busy.waiting();
        long before = System.nanoTime();
        if (!readiness.await(reads, writer.isUnfinished(), quietAfter)
                && System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(quietAfter)
                && writer.tryTakeAll()) {
            becomeQuiet();
        }
    }

    /** With both roles. After the end of the input there is nothing to hand on. */
    private void becomeQuiet() throws IOException {
        boolean goesOn = !input.isEnded();
        try {
            readiness.closeAndBlock();
            writer.selecting(null);
        } finally {
            writer.handBack();
        }
        if (goesOn) {
            QuietReader next = new QuietReader(stream, runtime, input, flow);
            stream.reader(next);
            next.start();
        } else {
            stream.partEnded();
        }
        handedOn = true;
    }

    // ---- leading

    private void leaveToCallers() {
        role.free();
        int seen = role.changes();
        while (!role.isReaders()) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            Thread.interrupted();
            int now = role.changes();
            if (now == seen || stream.isClosing()) {
                role.tryTakeBack();
            }
            seen = now;
        }
    }

    @Override
    public boolean lead(BooleanSupplier done) {
        if (Thread.currentThread().isVirtual()) {
            // It would keep its carrier while it waits.
            return false;
        }
        if (!role.tryLead()) {
            callerCame = true;
            return false;
        }
        boolean freely = false;
        runtime.beginLead();
        try {
            writer.writeNow();
            freely = readUntil(done);
        } catch (Throwable e) {
            stream.failed(e);
        } finally {
            runtime.endLead();
            if (role.endLead(freely)) {
                LockSupport.unpark(thread);
            }
        }
        return true;
    }

    /** False: there is something to do for the reader, or the caller is interrupted or has waited for long. */
    private boolean readUntil(BooleanSupplier done) throws IOException {
        long start = System.nanoTime();
        long waited = 0;
        while (isForLeader() && waited < LEAD_MILLIS) {
            if (readiness.await(true, false, LEAD_MILLIS - waited)
                    && busy.read()
                    && flow.isRunning()
                    && !stream.isClosing()) {
                busy.deliver();
                busy.writeIfDue();
            }
            if (done.getAsBoolean()) {
                return isForLeader();
            }
            waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        }
        return false;
    }

    private boolean isForLeader() {
        return !Thread.currentThread().isInterrupted()
                && !stream.isClosing()
                && flow.isRunning()
                && !input.isPending()
                && !input.isEnded()
                && !writer.isUnfinished();
    }
}
