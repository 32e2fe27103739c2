package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A busy stream's reads and deliveries, with the writes that become due in them: these are done at the end, without a thread
 * in between, and never wait for room. Belongs to the read role, but for {@link #request}.
 */
final class BusyInput {

    /** After each of these comes a write: with smaller pieces than there could be, both peers work at the same time. */
    private static final int PIECE = 16 << 10;

    /** After so many large pieces, parts of blobs, comes a write: else each blob's answer would be one. */
    private static final int LARGE_PIECES = 8;

    private final LoomStream stream;
    private final StreamInput input;
    private final Runnable pending;
    private final Runnable empty;
    private final ByteBuffer shared = ByteBuffer.allocate(PIECE);
    private int largePieces;
    private boolean writeDue;

    /** Who is in a callback. Plain: a thread compares it with itself only, and its own writes are all it can take for that. */
    private @Nullable Thread delivering;

    BusyInput(LoomStream stream, StreamInput input) {
        this.stream = stream;
        this.input = input;
        pending = input::deliver;
        empty = input::deliverEmpty;
    }

    /** Any thread. Of one that is in a callback here: a write is due at the end; otherwise false. */
    boolean request() {
        boolean within = delivering == Thread.currentThread();
        if (within) {
            writeDue = true;
        }
        return within;
    }

    /** Returns whether something was there, which is pending then. */
    boolean read() throws IOException {
        input.prepare();
        return input.read(shared.clear());
    }

    void deliver() {
        calling(pending);
        if (!input.wasLarge() || ++largePieces == LARGE_PIECES) {
            writeIfDue();
        }
    }

    void deliverEmpty() {
        calling(empty);
        writeIfDue();
    }

    boolean isWriteDue() {
        return writeDue;
    }

    void writeIfDue() {
        if (writeDue) {
            writeDue = false;
            largePieces = 0;
            stream.writer().writeNow();
        }
    }

    private void calling(Runnable callbacks) {
        delivering = Thread.currentThread();
        try {
            callbacks.run();
        } catch (Throwable e) {
            stream.failed(e);
        } finally {
            delivering = null;
        }
    }
}
