package org.razorrpc.runtime.loom;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who reads a busy stream: its reader's thread, or a caller who waits for his answer (a leader). {@link LoomStream} says how.
 *
 * <pre>
 *   READER     the reader's thread (or it is      recall: nothing to do
 *              about to wake up)
 *   FREE       nobody's, for a millisecond or     recall: to READER, and wakes the reader
 *              two; the reader's thread looks
 *   LEADER     a caller's, who leaves it FREE     recall: to RECALLED
 *   RECALLED   a caller's, who gives it to the    recall: nothing to do
 *              reader and wakes it
 * </pre>
 *
 * <p>What belongs to the role passes from one thread to the next by the write and the read of the state.
 */
final class ReadRole {

    private static final int READER = 0;
    private static final int FREE = 1;
    private static final int LEADER = 2;
    private static final int RECALLED = 3;

    private final AtomicInteger state = new AtomicInteger(READER);
    private volatile int changes;

    boolean isReaders() {
        return state.get() == READER;
    }

    /** The reader leaves the role to the next caller. */
    void free() {
        state.set(FREE);
    }

    /** The reader takes the role where no caller has it. */
    void tryTakeBack() {
        state.compareAndSet(FREE, READER);
    }

    /** Counts the comings and goings of callers, for the reader to see whether there are any. */
    int changes() {
        return changes;
    }

    boolean tryLead() {
        boolean leads = state.get() == FREE && state.compareAndSet(FREE, LEADER);
        if (leads) {
            changed();
        }
        return leads;
    }

    /** The leader ends; true: the role is the reader's, who is to be woken. */
    boolean endLead(boolean freely) {
        changed();
        if (freely && state.compareAndSet(LEADER, FREE)) {
            return false;
        }
        state.set(READER);
        return true;
    }

    /** The role is to be the reader's; true: it is from now on, and it is to be woken. */
    boolean recall() {
        for (; ; ) {
            switch (state.get()) {
                case FREE -> {
                    if (state.compareAndSet(FREE, READER)) {
                        return true;
                    }
                }
                case LEADER -> {
                    if (state.compareAndSet(LEADER, RECALLED)) {
                        return false;
                    }
                }
                default -> {
                    return false;
                }
            }
        }
    }

    /** By the leader, so there is one writer. */
    private void changed() {
        changes = changes + 1;
    }
}
