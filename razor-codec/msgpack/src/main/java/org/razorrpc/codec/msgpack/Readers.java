package org.razorrpc.codec.msgpack;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Readers to use again, so that reading allocates nothing but values. A thread looks into one slot, which it mostly has for
 * itself; whoever finds his empty (another thread is at it, or this one, one message within another) makes a new one. Slots
 * are a cache line apart.
 */
final class Readers {
    private static final int SLOTS = 32;
    private static final int APART = 16;

    private final AtomicReferenceArray<@Nullable Reader> slots = new AtomicReferenceArray<>(SLOTS * APART);

    Reader take() {
        Reader reader = slots.getAndSet(slot(), null);
        return reader == null ? new Reader() : reader;
    }

    /** The reader is closed, and no longer the caller's. */
    void give(Reader reader) {
        reader.close();
        slots.setRelease(slot(), reader);
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() % SLOTS * APART;
    }
}
