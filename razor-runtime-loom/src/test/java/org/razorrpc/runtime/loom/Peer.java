package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;

/** Sends so many bytes of a pattern, in batches that no kernel takes at once, and checks that what it gets is the same. */
class Peer implements ByteStreamHandler {

    private static final int BATCH = 8 << 20;
    private static final int PERIOD = 251;

    private final LoomRuntime runtime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable LoomStream stream;
    private final AtomicLong toSend = new AtomicLong();
    private long sent;
    volatile long received;
    volatile @Nullable Thread reader;
    volatile @Nullable Thread writer;
    volatile @Nullable Throwable cause;
    volatile @Nullable String wrong;

    Peer(LoomRuntime runtime) {
        this.runtime = runtime;
    }

    final LoomRuntime runtime() {
        return runtime;
    }

    final void attach(LoomStream opened) {
        stream = opened;
        opened.start(this);
    }

    final LoomStream stream() {
        LoomStream opened = stream;
        if (opened == null) {
            throw new AssertionError("not open");
        }
        return opened;
    }

    final void append(long count) {
        toSend.addAndGet(count);
    }

    final void send(long count) {
        append(count);
        stream().requestWrite();
    }

    final Peer awaitClosed() throws InterruptedException {
        assertThat(closed.await(20, TimeUnit.SECONDS)).as("closed").isTrue();
        return this;
    }

    final void awaitReceived(long count) {
        eventually(() -> received >= count || wrong != null);
        assertThat(wrong).isNull();
        assertThat(received).isEqualTo(count);
    }

    final void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("time over; received %s, sent %s", received, sent)
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void pull(Consumer<ByteBuffer> batch) {
        writer = Thread.currentThread();
        int count = (int) Math.min(toSend.get() - sent, BATCH);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) ((sent + i) % PERIOD);
        }
        sent += count;
        batch.accept(ByteBuffer.wrap(bytes));
        if (sent < toSend.get()) {
            stream().requestWrite();
        }
    }

    @Override
    public void onWritten(long count) {}

    @Override
    public @Nullable ByteBuffer readTarget() {
        return null;
    }

    @Override
    public void onTargetRead(int count) {}

    @Override
    public void onRead(ByteBuffer in) {
        reader = Thread.currentThread();
        if (runtime.mayBlock()) {
            wrong = "mayBlock is true in onRead";
        }
        long at = received;
        while (in.hasRemaining()) {
            if (in.get() != (byte) (at++ % PERIOD)) {
                wrong = "byte " + (at - 1);
            }
        }
        whenReceived(at);
        received = at;
    }

    /** Called before the count is published. */
    void whenReceived(long total) {}

    @Override
    public void onReadEnd() {}

    @Override
    public void onInputEnd() {
        stream().close();
    }

    @Override
    public void onClosed(@Nullable Throwable closedBy) {
        cause = closedBy;
        closed.countDown();
    }
}
