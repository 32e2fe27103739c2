package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WakeupModeration;

/**
 * A busy stream's reads and deliveries, with the writes that become due in them: these are done at the end, without a thread
 * in between, and never wait for room. Belongs to the read role, but for {@link #request}.
 */
final class BusyInput {

    private static final int LEAST_PIECE = 2 << 10;
    private static final int MOST_PIECE = 16 << 10;

    /** After so many large pieces, parts of blobs, comes a write: else each blob's answer would be one. */
    private static final int LARGE_PIECES = 8;

    private final LoomStream stream;
    private final StreamInput input;
    private final Runnable pending;
    private final Runnable empty;
    private final ByteBuffer shared = ByteBuffer.allocate(MOST_PIECE);
    private final WakeupModeration moderation = new WakeupModeration(System::nanoTime);
    private int largePieces;
    private boolean writeDue;
    private int sinceWait;
    /** A large piece, part of a blob, has come since the last wait. */
    private boolean hadLarge;

    /** The most that came between two waits, fading with each time that brings less. */
    private int recently;

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
        boolean some = input.read(shared.clear().limit(piece()));
        if (some) {
            int count = input.pendingBytes();
            sinceWait += count;
            moderation.arrived(count);
        }
        return some;
    }

    /**
     * After each piece comes a write. It is a quarter of what tends to come, so that the peer goes to work on the answers to the
     * first ones while this side is busy with the others.
     */
    private int piece() {
        return Math.clamp(recently / 4, LEAST_PIECE, MOST_PIECE);
    }

    /** Nothing more is there for now, and nothing is due: whether to rest and look again, instead of waiting. */
    boolean isRestDue() {
        return hadLarge && moderation.isRestDue();
    }

    /** Nothing more is there for now. */
    void waiting() {
        recently = Math.max(sinceWait, recently - recently / 8);
        sinceWait = 0;
        hadLarge = false;
    }

    void deliver() {
        calling(pending);
        hadLarge |= input.wasLarge();
        if (!input.wasLarge() || ++largePieces >= LARGE_PIECES) {
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
