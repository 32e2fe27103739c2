package org.razorrpc.tck;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.RpcRuntime;

/**
 * A handler that watches the runtime keep its contract: callbacks of a kind never overlap, a batch is taken whole before the
 * next pull, the counts of {@code onWritten} add up, nothing comes after {@code onClosed}, which comes once, and nobody may
 * block in a callback. What it sees broken is in {@link #violations}. Tests override the {@code when...} methods.
 */
class Probe implements ByteStreamHandler {

    private static final long WAIT_SECONDS = 20;

    final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    private final RpcRuntime runtime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private final List<ByteBuffer> outbound = new ArrayList<>();
    private final ArrayDeque<String> reads = new ArrayDeque<>();
    private volatile @Nullable ByteStream stream;

    /** Threads that may run write callbacks although they may block: those inside writeNow and writeAndRead. */
    private final ConcurrentLinkedQueue<Thread> callers = new ConcurrentLinkedQueue<>();

    private @Nullable ByteBuffer offered;
    private long pulled;
    volatile long written;
    volatile long received;
    volatile boolean inputEnded;
    volatile int closedCount;
    volatile @Nullable Throwable cause;

    Probe(RpcRuntime runtime) {
        this.runtime = runtime;
    }

    // Overridden by tests; called in the callback of that name.

    void whenPulled(Consumer<ByteBuffer> batch) {}

    void whenWritten(long count) {}

    @Nullable
    ByteBuffer whenTarget() {
        return null;
    }

    void whenTargetRead(int count) {}

    /** Consumes. */
    void whenRead(ByteBuffer in) {
        in.position(in.limit());
    }

    void whenReadEnd() {}

    void whenInputEnd() {}

    void whenClosed() {}

    // For tests.

    final Probe attach(ByteStream opened) {
        stream = opened;
        signal();
        return this;
    }

    final ByteStream stream() {
        ByteStream opened = stream;
        if (opened == null) {
            throw new AssertionError("the stream is not open yet");
        }
        return opened;
    }

    final boolean isOpen() {
        return stream != null;
    }

    /** Appended for the next pull; nothing is requested. */
    final void append(ByteBuffer... parts) {
        locked(() -> outbound.addAll(List.of(parts)));
    }

    final void send(ByteBuffer... parts) {
        append(parts);
        stream().requestWrite();
    }

    final void sendNow(ByteBuffer... parts) {
        append(parts);
        writeNow();
    }

    final void writeNow() {
        callers.add(Thread.currentThread());
        try {
            stream().writeNow();
        } finally {
            callers.remove(Thread.currentThread());
        }
    }

    /** Appends, writes, and offers the calling thread for reading until {@code done}. */
    final void sendAndRead(BooleanSupplier done, ByteBuffer... parts) {
        append(parts);
        callers.add(Thread.currentThread());
        try {
            stream().writeAndRead(done);
        } finally {
            callers.remove(Thread.currentThread());
        }
    }

    /** The read callbacks so far, in order: {@code target:count}, {@code read:count}, {@code end}, {@code input-end}. */
    final List<String> reads() {
        lock.lock();
        try {
            return List.copyOf(reads);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the condition holds; it is looked at after each callback. */
    final Probe await(String what, BooleanSupplier condition) {
        long left = TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("no sign of: " + what + "; " + this);
                }
                left = changed.awaitNanos(left);
            }
            return this;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for: " + what, e);
        } finally {
            lock.unlock();
        }
    }

    final Probe awaitClosed() {
        return await("onClosed", () -> closedCount > 0);
    }

    /** Wakes {@link #await}, for conditions that depend on more than callbacks. */
    final void signal() {
        locked(changed::signalAll);
    }

    // The contract.

    @Override
    public final void pull(Consumer<ByteBuffer> batch) {
        inWrite("pull", () -> {
            if (written != pulled) {
                violations.add("pull with " + (pulled - written) + " bytes of the last batch not taken");
            }
            Consumer<ByteBuffer> counted = part -> {
                pulled += part.remaining();
                batch.accept(part);
            };
            whenPulled(counted);
            List<ByteBuffer> parts = new ArrayList<>();
            locked(() -> {
                parts.addAll(outbound);
                outbound.clear();
            });
            parts.forEach(counted);
        });
    }

    @Override
    public final void onWritten(long count) {
        inWrite("onWritten", () -> {
            written += count;
            if (count < 0 || written > pulled) {
                violations.add("onWritten(" + count + ") makes " + written + " of " + pulled + " pulled");
            }
            whenWritten(count);
        });
    }

    @Override
    public final @Nullable ByteBuffer readTarget() {
        inRead("readTarget", null, () -> offered = whenTarget());
        return offered;
    }

    @Override
    public final void onTargetRead(int count) {
        inRead("onTargetRead", "target:" + count, () -> {
            ByteBuffer target = offered;
            if (target == null || count < 1 || count > target.position()) {
                violations.add("onTargetRead(" + count + ") into " + target);
            }
            received += count;
            whenTargetRead(count);
        });
    }

    @Override
    public final void onRead(ByteBuffer in) {
        int count = in.remaining();
        inRead("onRead", "read:" + count, () -> {
            if (!in.hasArray()) {
                violations.add("onRead without an array");
            }
            ByteBuffer target = offered;
            if (count > 0 && target != null && target.hasRemaining()) {
                violations.add("onRead although " + target + " has room");
            }
            received += count;
            whenRead(in);
        });
    }

    @Override
    public final void onReadEnd() {
        inRead("onReadEnd", "end", this::whenReadEnd);
    }

    @Override
    public final void onInputEnd() {
        inRead("onInputEnd", "input-end", () -> {
            inputEnded = true;
            whenInputEnd();
        });
    }

    @Override
    public final void onClosed(@Nullable Throwable closedBy) {
        if (readers.get() != 0 || writers.get() != 0) {
            violations.add("onClosed during another callback");
        }
        noBlocking("onClosed");
        cause = closedBy;
        closedCount++;
        if (closedCount > 1) {
            violations.add("onClosed " + closedCount + " times");
        }
        try {
            whenClosed();
        } finally {
            signal();
        }
    }

    @Override
    public String toString() {
        return "received " + received + ", pulled " + pulled + ", written " + written + ", input ended " + inputEnded
                + ", closed " + closedCount + " (" + cause + "), violations " + violations;
    }

    private void inRead(String callback, @Nullable String event, Runnable body) {
        if (inputEnded) {
            violations.add(callback + " after onInputEnd");
        }
        noBlocking(callback);
        if (event != null) {
            locked(() -> reads.add(event));
        }
        serially(readers, callback, body);
    }

    private void inWrite(String callback, Runnable body) {
        if (!callers.contains(Thread.currentThread())) {
            noBlocking(callback);
        }
        serially(writers, callback, body);
    }

    private void serially(AtomicInteger inside, String callback, Runnable body) {
        if (closedCount > 0) {
            violations.add(callback + " after onClosed");
        }
        if (inside.incrementAndGet() != 1) {
            violations.add(callback + " overlaps another");
        }
        try {
            body.run();
        } finally {
            inside.decrementAndGet();
            signal();
        }
    }

    private void noBlocking(String callback) {
        if (runtime.mayBlock()) {
            violations.add("mayBlock is true in " + callback);
        }
    }

    private void locked(Runnable body) {
        lock.lock();
        try {
            body.run();
        } finally {
            lock.unlock();
        }
    }
}
