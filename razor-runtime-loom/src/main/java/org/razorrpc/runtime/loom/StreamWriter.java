package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.razorrpc.stream.spi.ByteStreamHandler;

/**
 * Writes what the handler yields. One thread at a time has the write role, and only it pulls and writes: the writer thread,
 * or a caller of {@link #writeNow} that found the role free. The state says who has it and whether a pull was asked for
 * since the last one began:
 *
 * <pre>
 *   IDLE          nobody                  request: to WRITER_ASKED, and wakes the writer
 *   WRITER        the writer              request: to WRITER_ASKED
 *   WRITER_ASKED  the writer (or it is    request: nothing to do
 *                 about to wake up)
 *   CALLER        a caller                request: to CALLER_ASKED
 *   CALLER_ASKED  a caller                request: nothing to do
 * </pre>
 *
 * <p>A requester appends and then reads the state; the writer writes the state (WRITER) and then pulls. Both are sequentially
 * consistent, so either the requester sees WRITER and asks again, or the pull sees the append: no request is lost. With
 * weaker orders both could miss each other, and the bytes would stay until somebody else asks.
 *
 * <p>A caller hands the role back by CALLER to IDLE; when that fails (a request came), or its batch is too large or was not
 * taken whole, it gives the role and the batch to the writer by WRITER_ASKED. The role passes through the state, so that the
 * batch needs no lock. When the stream closes, the writer takes the role for good, and no callback comes after it ended.
 */
final class StreamWriter implements Runnable {

    private static final int IDLE = 0;
    private static final int WRITER = 1;
    private static final int WRITER_ASKED = 2;
    private static final int CALLER = 3;
    private static final int CALLER_ASKED = 4;

    /** The most that a caller writes itself: what a fresh kernel buffer takes without waiting. */
    private static final int MAX_CALLER_BATCH = 16 << 10;

    private final LoomStream stream;
    private final WriteBatch batch;
    private final Thread thread;
    private final boolean callersMayWrite;
    private final AtomicInteger state = new AtomicInteger(CALLER);
    private volatile boolean shutdownAsked;

    StreamWriter(LoomStream stream, LoomRuntime runtime) {
        this.stream = stream;
        batch = new WriteBatch(stream.channel(), runtime.writeBuffers());
        thread = runtime.io().virtual(stream + "-writer", this);
        callersMayWrite = runtime.config().callerWrites();
    }

    /** The thread that opened the stream has the role until here. */
    void start(LoomRuntime runtime) {
        runtime.io().start(thread);
        handBack(true);
    }

    void request() {
        for (; ; ) {
            switch (state.get()) {
                case IDLE -> {
                    if (state.compareAndSet(IDLE, WRITER_ASKED)) {
                        LockSupport.unpark(thread);
                        return;
                    }
                }
                case WRITER -> {
                    if (state.compareAndSet(WRITER, WRITER_ASKED)) {
                        return;
                    }
                }
                case CALLER -> {
                    if (state.compareAndSet(CALLER, CALLER_ASKED)) {
                        return;
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }

    /**
     * Writes on the calling thread. By the contract of {@code writeNow} nothing is on its way, so the kernel's buffer is empty
     * and a small write does not wait. A channel is closed by an interrupt of a thread that is inside a write; a thread
     * whose flag is set already therefore leaves it to the writer.
     */
    void writeNow() {
        if (!callersMayWrite || Thread.currentThread().isInterrupted() || !state.compareAndSet(IDLE, CALLER)) {
            request();
            return;
        }
        handBack(!stream.isClosing() && writeOnce());
    }

    private boolean writeOnce() {
        try {
            ByteStreamHandler handler = stream.handler();
            handler.pull(batch);
            if (batch.remaining() > 0 && batch.remaining() <= MAX_CALLER_BATCH) {
                handler.onWritten(batch.write());
            }
            return batch.remaining() == 0;
        } catch (IOException e) {
            stream.broken(e);
        } catch (Throwable e) {
            stream.handlerFailed(e);
        }
        return false;
    }

    void shutdownOutput() {
        shutdownAsked = true;
        request();
    }

    void wakeForClose() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        try {
            for (int round = 1; awaitRole() && pullAndWrite(); round++) {
                state.compareAndSet(WRITER, IDLE);
                // Virtual threads are not preempted.
                if (round % StreamReader.ROUNDS_PER_YIELD == 0) {
                    Thread.yield();
                }
            }
            awaitClose();
        } catch (IOException e) {
            stream.broken(e);
        } catch (Throwable e) {
            stream.handlerFailed(e);
        }
        batch.release();
        stream.partEnded();
    }

    private void handBack(boolean done) {
        if (done && state.compareAndSet(CALLER, IDLE)) {
            // The writer, woken by a close meanwhile, waits for the role.
            if (stream.isClosing()) {
                LockSupport.unpark(thread);
            }
            return;
        }
        state.set(WRITER_ASKED);
        LockSupport.unpark(thread);
    }

    /** Returns false, with the role taken for good, when the stream closes. */
    private boolean awaitRole() {
        for (; ; ) {
            int now = state.get();
            if (stream.isClosing()) {
                if (now == WRITER_ASKED || now == IDLE && state.compareAndSet(IDLE, WRITER_ASKED)) {
                    return false;
                }
            } else if (now == WRITER_ASKED) {
                return true;
            }
            park();
        }
    }

    /** Returns false after the output was shut down. */
    private boolean pullAndWrite() throws IOException {
        writeBatch();
        state.set(WRITER);
        boolean shutdown = shutdownAsked;
        stream.handler().pull(batch);
        if (batch.remaining() > 0) {
            writeBatch();
            if (shutdown) {
                request();
            }
        } else if (shutdown) {
            stream.channel().shutdownOutput();
            return false;
        }
        return true;
    }

    private void writeBatch() throws IOException {
        while (batch.remaining() > 0 && !stream.isClosing()) {
            // A flag that a callback left behind would close the channel.
            Thread.interrupted();
            stream.handler().onWritten(batch.write());
        }
    }

    private void awaitClose() {
        while (!stream.isClosing()) {
            park();
        }
    }

    /** Parks; an interrupt must not turn the loops above into spinning. */
    private void park() {
        LockSupport.park(this);
        Thread.interrupted();
    }
}
