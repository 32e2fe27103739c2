package org.razorrpc.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an in-process connection. What is in it counts as unwritten; what the other side has taken counts as written.
 * Any thread. Taking and cutting exclude each other: after a cut nothing more is taken, so that what was not taken was not
 * sent, for certain.
 */
final class MemPipe<F extends MemFrame> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<F> frames = new ArrayDeque<>();
    private boolean cut;
    private boolean ended;
    private long lastSeqTaken;
    private volatile long unwritten;
    private volatile long written;

    /** False when it has been cut or ended. */
    boolean add(F frame) {
        lock.lock();
        try {
            if (cut || ended) {
                return false;
            }
            frames.add(frame);
            unwritten += frame.size();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next frame; null: none is there now. */
    @Nullable
    F take() {
        lock.lock();
        try {
            F frame = frames.poll();
            if (frame != null) {
                unwritten -= frame.size();
                written += frame.size();
                lastSeqTaken = frame.seq();
            }
            return frame;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what was not taken, now and later. */
    void cut() {
        lock.lock();
        try {
            cut = true;
            frames.clear();
            unwritten = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more in; what is in it is still delivered. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has been ended and everything was taken. */
    boolean isExhausted() {
        lock.lock();
        try {
            return ended && frames.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    long lastSeqTaken() {
        lock.lock();
        try {
            return lastSeqTaken;
        } finally {
            lock.unlock();
        }
    }

    long unwritten() {
        return unwritten;
    }

    long written() {
        return written;
    }
}
