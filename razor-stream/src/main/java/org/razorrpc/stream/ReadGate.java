package org.razorrpc.stream;

import java.util.concurrent.atomic.AtomicInteger;
import org.razorrpc.stream.spi.ServerConnection;

/**
 * Decides whether a connection is read from. Two things hold it back, each with a mark to stop at and a lower one to go on
 * at: requests being handled, and answer bytes not yet written.
 *
 * <p>Nobody sets or clears a reason. Whoever changed one of the two figures asks for an {@link #update}, which looks at both
 * figures as they are now and then tells the connection. Updates are serialized without a lock: who finds another at work only
 * leaves a note ({@code turns}), and the one at work looks again. So pause and resume reach the connection in the order of
 * the decisions, and the last decision saw figures at least as new as the last note.
 *
 * <p>{@code paused} is volatile and written before the figures are read once more: a responder that lowers a figure and then
 * sees {@code paused} false can skip the update, because the update at work will see the lowered figure.
 */
final class ReadGate {
    private final ServerConnection connection;
    private final AtomicInteger inFlight;
    private final ServerConfig config;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean paused;
    /** These two are written by the update at work. */
    private boolean tooManyCalls;

    private volatile boolean tooManyBytes;

    ReadGate(ServerConnection connection, AtomicInteger inFlight, ServerConfig config) {
        this.connection = connection;
        this.inFlight = inFlight;
        this.config = config;
    }

    /** Whether answers that are not written yet hold reading back. */
    boolean isHeldByBytes() {
        return tooManyBytes;
    }

    /** After a request was added, on the reader: pauses before it can take another one. */
    void requestAdded() {
        if (inFlight.get() >= config.maxInFlight()) {
            // At once, even while another thread is at work on a resume: the update that follows sets it right.
            connection.pauseReading();
            update();
        }
    }

    /** After an answer was appended. */
    void answerAdded() {
        if (paused) {
            if (inFlight.get() <= config.resumeInFlight()) {
                update();
            }
        } else if (connection.unwritten() >= config.highWaterMark()) {
            // At once, as above: the reader may answer much more while the thread at work does not get a processor.
            connection.pauseReading();
            update();
        }
    }

    /** After bytes were written. */
    void bytesWritten() {
        if (paused) {
            update();
        }
    }

    private void update() {
        int noted = 1;
        if (turns.getAndIncrement() != 0) {
            return;
        }
        do {
            settle();
            noted = turns.addAndGet(-noted);
        } while (noted != 0);
    }

    /** Tells the connection even what it should know already: {@link #requestAdded} may have paused it in passing. */
    private void settle() {
        do {
            paused = shouldPause();
            if (paused) {
                connection.pauseReading();
            } else {
                connection.resumeReading();
            }
        } while (paused != shouldPause());
    }

    private boolean shouldPause() {
        int calls = inFlight.get();
        long bytes = connection.unwritten();
        tooManyCalls = tooManyCalls ? calls > config.resumeInFlight() : calls >= config.maxInFlight();
        tooManyBytes = tooManyBytes ? bytes >= config.lowWaterMark() : bytes >= config.highWaterMark();
        return tooManyCalls || tooManyBytes;
    }
}
