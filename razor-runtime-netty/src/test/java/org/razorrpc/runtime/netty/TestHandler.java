package org.razorrpc.runtime.netty;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;

/** A handler that keeps what it is told, and notes what the contract forbids. */
class TestHandler implements ByteStreamHandler {
    final CompletableFuture<ByteStream> stream = new CompletableFuture<>();
    final CompletableFuture<@Nullable Throwable> closed = new CompletableFuture<>();
    final CountDownLatch inputEnd = new CountDownLatch(1);
    final List<String> violations = new ArrayList<>();
    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicInteger pulls = new AtomicInteger();
    final AtomicInteger readEnds = new AtomicInteger();
    final AtomicLong written = new AtomicLong();
    final AtomicLong pulled = new AtomicLong();
    final AtomicLong received = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ByteBuffer> outgoing = new ArrayList<>();
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();

    /** Appends without asking for a write. */
    final void append(ByteBuffer part) {
        lock.lock();
        try {
            outgoing.add(part);
        } finally {
            lock.unlock();
        }
    }

    final void send(byte[] bytes) throws Exception {
        append(ByteBuffer.wrap(bytes));
        stream().requestWrite();
    }

    final ByteStream stream() throws Exception {
        return stream.get(10, TimeUnit.SECONDS);
    }

    final byte[] received() {
        lock.lock();
        try {
            return incoming.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    final void keep(ByteBuffer in) {
        lock.lock();
        try {
            incoming.write(in.array(), in.arrayOffset() + in.position(), in.remaining());
            received.addAndGet(in.remaining());
            in.position(in.limit());
        } finally {
            lock.unlock();
        }
    }

    final @Nullable Throwable awaitClosed() throws Exception {
        return closed.get(10, TimeUnit.SECONDS);
    }

    private void enter(AtomicInteger kind, String name) {
        if (kind.getAndIncrement() != 0) {
            note(name + " overlaps another callback of its kind");
        }
        if (closes.get() != 0) {
            note(name + " after onClosed");
        }
    }

    final void note(String violation) {
        lock.lock();
        try {
            violations.add(violation);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pull(Consumer<ByteBuffer> batch) {
        enter(writing, "pull");
        pulls.incrementAndGet();
        if (written.get() != pulled.get()) {
            note("pull with " + (pulled.get() - written.get()) + " bytes of the last batch not taken");
        }
        lock.lock();
        try {
            for (ByteBuffer part : outgoing) {
                pulled.addAndGet(part.remaining());
                batch.accept(part);
            }
            outgoing.clear();
        } finally {
            lock.unlock();
            writing.decrementAndGet();
        }
    }

    @Override
    public void onWritten(long count) {
        enter(writing, "onWritten");
        if (count <= 0 || written.addAndGet(count) > pulled.get()) {
            note("onWritten(" + count + ") of " + pulled + " bytes pulled");
        }
        writing.decrementAndGet();
    }

    @Override
    public @Nullable ByteBuffer readTarget() {
        return null;
    }

    @Override
    public void onTargetRead(int count) {
        note("onTargetRead without a target");
    }

    @Override
    public final void onRead(ByteBuffer in) {
        enter(reading, "onRead");
        if (!in.hasArray()) {
            note("onRead with a buffer that has no array");
        }
        try {
            read(in);
        } finally {
            reading.decrementAndGet();
        }
    }

    void read(ByteBuffer in) {
        keep(in);
    }

    @Override
    public void onReadEnd() {
        enter(reading, "onReadEnd");
        readEnds.incrementAndGet();
        reading.decrementAndGet();
    }

    @Override
    public void onInputEnd() {
        enter(reading, "onInputEnd");
        inputEnd.countDown();
        reading.decrementAndGet();
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        if (reading.get() != 0 || writing.get() != 0) {
            note("onClosed within another callback");
        }
        if (closes.incrementAndGet() > 1) {
            note("onClosed twice");
        }
        closed.complete(cause);
    }
}
