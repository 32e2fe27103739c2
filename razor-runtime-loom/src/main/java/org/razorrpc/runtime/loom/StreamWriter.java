package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the handler yields. One thread at a time has the write role, and only it pulls and writes: the writer's thread,
 * a holder that found the role free (a caller of {@link #writeNow}), or the thread that
 * selects for a busy stream, while that has no room. The state says who has it and whether a pull was asked for since the
 * last one began:
 *
 * <pre>
 *   IDLE          nobody                       request: to WRITER_ASKED, and wakes the writer
 *   WRITER        the writer's thread          request: to WRITER_ASKED
 *   WRITER_ASKED  the writer's thread (or it   request: nothing to do
 *                 is about to wake up)
 *   HOLDER        a holder                     request: to HOLDER_ASKED
 *   HOLDER_ASKED  a holder                     request: nothing to do
 *   UNFINISHED    the selecting thread, which  request: nothing to do
 *                 pulls after the batch
 *   ENDED         nobody any more              request: nothing to do
 * </pre>
 *
 * <p>A requester appends and then reads the state; who has the role writes the state and then pulls. Both are sequentially
 * consistent, so either the requester sees that state and asks again, or the pull sees the append: no request is lost. With
 * weaker orders both could miss each other, and the bytes would stay until somebody else asks.
 *
 * <p>The batch, and whether the channel blocks, belong to the role and pass through the state, so that they need no lock. A
 * holder ends by HOLDER to IDLE; when that fails (a request came), or its batch was not taken whole, it gives both on by
 * WRITER_ASKED or UNFINISHED. The writer's thread gives them, between two writes, to a thread that waits for the role. When
 * the stream closes, the writer's thread takes the role for good, or the selecting thread does (ENDED), and no callback
 * comes after that.
 */
final class StreamWriter implements Runnable {

    private static final int IDLE = 0;
    private static final int WRITER = 1;
    private static final int WRITER_ASKED = 2;
    private static final int HOLDER = 3;
    private static final int HOLDER_ASKED = 4;
    private static final int UNFINISHED = 5;
    private static final int ENDED = 6;

    /** The most that a caller writes to a channel that blocks: what a fresh kernel buffer takes without waiting. */
    private static final int MAX_CALLER_BATCH = 16 << 10;

    /** Writes in a row, after which the selecting thread is to read again. */
    private static final int WRITES_PER_TURN = 8;

    private final LoomStream stream;
    private final WriteBatch batch;
    private final Thread thread;
    private final boolean callersMayWrite;
    private final AtomicInteger state = new AtomicInteger(HOLDER);
    /** Waits for the role, which the writer's thread then gives away between two writes. */
    private final AtomicReference<@Nullable Thread> successor = new AtomicReference<>();

    private volatile boolean shutdownAsked;

    // These belong to the write role.
    private boolean outputShut;
    /** Null: the channel blocks. */
    private @Nullable BusyReader selecting;

    StreamWriter(LoomStream stream, LoomRuntime runtime) {
        this.stream = stream;
        batch = new WriteBatch(stream.channel(), runtime.writeBuffers());
        thread = runtime.io().virtual(stream + "-writer", this);
        callersMayWrite = runtime.config().callerWrites();
    }

    /** The thread that opened the stream holds the role until here. */
    void start(LoomRuntime runtime) {
        runtime.io().start(thread);
        handBack();
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
                case HOLDER -> {
                    if (state.compareAndSet(HOLDER, HOLDER_ASKED)) {
                        return;
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }

    void shutdownOutput() {
        shutdownAsked = true;
        request();
    }

    void wakeForClose() {
        LockSupport.unpark(thread);
    }

    // ---- holders

    /** Takes the role if it is free; to be handed back by one of the methods below. */
    boolean tryTake() {
        return state.compareAndSet(IDLE, HOLDER);
    }

    /** The same, waiting for the writer's thread to come to the end of a write. By one thread at a time. */
    boolean tryTake(long nanos) {
        if (tryTake()) {
            return true;
        }
        Thread self = Thread.currentThread();
        successor.set(self);
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && successor.get() == self; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            // An interrupt must not turn this loop into spinning.
            Thread.interrupted();
        }
        return !successor.compareAndSet(self, null) || tryTake();
    }

    void handBack() {
        if (!tryEndHolding()) {
            giveToWriter();
        }
    }

    private boolean tryEndHolding() {
        boolean ended = state.compareAndSet(HOLDER, IDLE);
        // The writer, woken by a close meanwhile, waits for the role.
        if (ended && stream.isClosing()) {
            LockSupport.unpark(thread);
        }
        return ended;
    }

    private void giveToWriter() {
        state.set(WRITER_ASKED);
        LockSupport.unpark(thread);
    }

    /**
     * Writes on the calling thread where that does not wait: a busy stream's channel takes what it has room for; of another,
     * by the contract of {@code writeNow}, the kernel's buffer is empty and a small write fits. That channel is closed by an
     * interrupt of a thread that is inside a write; a thread whose flag is set already therefore leaves it to the writer.
     */
    void writeNow() {
        if (!tryTake()) {
            request();
        } else if (stream.isClosing() || outputShut || selecting == null && !mayWriteBlocking()) {
            giveToWriter();
        } else {
            writeHeld();
        }
    }

    private boolean mayWriteBlocking() {
        return callersMayWrite && !Thread.currentThread().isInterrupted();
    }

    private void writeHeld() {
        try {
            stream.handler().pull(batch);
            BusyReader reader = selecting;
            if (reader != null) {
                if (writeSome()) {
                    handBack();
                } else {
                    leaveToSelecting(reader);
                }
                return;
            }
            if (batch.remaining() > 0 && batch.remaining() <= MAX_CALLER_BATCH) {
                stream.handler().onWritten(batch.write());
            }
            if (batch.remaining() == 0) {
                handBack();
                return;
            }
        } catch (Throwable e) {
            stream.failed(e);
        }
        giveToWriter();
    }

    // ---- busy streams

    /** With the role: who selects from now on; null: the channel blocks. */
    void selecting(@Nullable BusyReader reader) {
        selecting = reader;
    }

    boolean isUnfinished() {
        return state.get() == UNFINISHED;
    }

    /** By the selecting thread: takes the role if it is free or its own already; {@link #handBack} gives the batch on. */
    boolean tryTakeAll() {
        return tryTake() || state.compareAndSet(UNFINISHED, HOLDER_ASKED);
    }

    /**
     * By the selecting thread: goes on with what there was no room for, then pulls again, since requests were not noted. Takes
     * the role by a step of its own: who has just left the batch may be taking it back, because the stream closes.
     */
    void writeUnfinished() {
        if (!isUnfinished() || !state.compareAndSet(UNFINISHED, HOLDER_ASKED)) {
            return;
        }
        try {
            if (!writeSome()) {
                state.set(UNFINISHED);
                return;
            }
        } catch (Throwable e) {
            stream.failed(e);
        }
        if (shutdownAsked || stream.isClosing()) {
            giveToWriter();
        } else {
            state.set(HOLDER);
            writeHeld();
        }
    }

    /**
     * By the selecting thread when the stream closes: ends the writer's part here where it can. Callers that spin on a broken
     * connection may keep all carriers from the writer's thread.
     */
    void endWithReader() {
        if (state.compareAndSet(IDLE, ENDED) || state.compareAndSet(UNFINISHED, ENDED)) {
            end();
            LockSupport.unpark(thread);
        }
    }

    private void end() {
        batch.release();
        stream.partEnded();
    }

    /** The selecting thread looks for it when it ends by a close, and may have done so: one of both sees the other. */
    private void leaveToSelecting(BusyReader reader) {
        state.set(UNFINISHED);
        if (!stream.isClosing()) {
            reader.unfinished();
        } else if (state.compareAndSet(UNFINISHED, WRITER_ASKED)) {
            LockSupport.unpark(thread);
        }
    }

    /** As much as a channel that does not block takes; true: the whole batch. */
    private boolean writeSome() throws IOException {
        for (int i = 0; i < WRITES_PER_TURN && batch.remaining() > 0; i++) {
            long count = batch.write();
            if (count > 0) {
                stream.handler().onWritten(count);
            }
            if (batch.isStuck()) {
                break;
            }
        }
        return batch.remaining() == 0;
    }

    // ---- the writer's thread

    @Override
    public void run() {
        try {
            for (int round = 1; awaitRole(); round++) {
                writeAsked();
                // Virtual threads are not preempted.
                if (round % QuietReader.ROUNDS_PER_YIELD == 0) {
                    Thread.yield();
                }
            }
        } catch (Throwable e) {
            stream.failed(e);
        }
        if (state.get() != ENDED) {
            end();
        }
    }

    /** Returns false, with the role taken for good, when the stream closes. */
    private boolean awaitRole() {
        for (; ; ) {
            int now = state.get();
            if (stream.isClosing()) {
                if (now == WRITER_ASKED || now == ENDED || now == IDLE && state.compareAndSet(IDLE, WRITER_ASKED)) {
                    return false;
                }
            } else if (now == WRITER_ASKED) {
                return true;
            }
            LockSupport.park(this);
            // An interrupt must not turn this loop into spinning.
            Thread.interrupted();
        }
    }

    private void writeAsked() throws IOException {
        if (selecting != null) {
            // The first whom a busy reader has woken asked for this, on this carrier: the others shall append first.
            Thread.yield();
        }
        if (!writeBatch()) {
            return;
        }
        state.set(WRITER);
        boolean shutdown = shutdownAsked;
        if (!outputShut) {
            stream.handler().pull(batch);
            if (batch.remaining() == 0 && shutdown) {
                stream.channel().shutdownOutput();
                outputShut = true;
            }
        }
        if (batch.remaining() > 0) {
            if (!writeBatch()) {
                return;
            }
            if (shutdown) {
                request();
            }
        }
        state.compareAndSet(WRITER, IDLE);
    }

    /** Writes what was pulled. False: it was not taken whole, and the role is given on or the stream closes. */
    private boolean writeBatch() throws IOException {
        BusyReader reader = selecting;
        if (reader != null) {
            boolean finished = writeSome();
            if (!finished) {
                leaveToSelecting(reader);
            }
            return finished;
        }
        while (batch.remaining() > 0) {
            if (stream.isClosing()) {
                state.set(WRITER_ASKED);
                return false;
            }
            if (gaveAway()) {
                return false;
            }
            // A flag that a callback left behind would close the channel.
            Thread.interrupted();
            stream.handler().onWritten(batch.write());
        }
        return true;
    }

    /** To the thread that waits for the role, if there is one. It gives the role back with what is left of the batch. */
    private boolean gaveAway() {
        Thread waiting = successor.get();
        if (waiting == null) {
            return false;
        }
        state.set(HOLDER_ASKED);
        if (successor.compareAndSet(waiting, null)) {
            LockSupport.unpark(waiting);
            return true;
        }
        // It has waited for too long.
        state.set(WRITER_ASKED);
        return false;
    }
}
