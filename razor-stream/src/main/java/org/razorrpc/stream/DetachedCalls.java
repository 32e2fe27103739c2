package org.razorrpc.stream;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The detached calls of one connection in the order in which they were detached, which is the order in which they time out: a
 * sweep looks at the head only. A list through the calls themselves, so that an answer takes its call out at once and nothing
 * answered is kept.
 */
final class DetachedCalls {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ServerCall<?, ?> first;
    private @Nullable ServerCall<?, ?> last;

    /** Adds a call that has become detached, unless it was answered meanwhile: its {@link #remove} may have come first. */
    void add(ServerCall<?, ?> call) {
        lock.lock();
        try {
            if (call.isAnswered()) {
                return;
            }
            call.previous = last;
            if (last == null) {
                first = call;
            } else {
                last.next = call;
            }
            last = call;
            call.listed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out a call that has been answered, if it is here. */
    void remove(ServerCall<?, ?> call) {
        lock.lock();
        try {
            if (call.listed) {
                unlink(call);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the oldest call if it was detached before {@code time}. */
    @Nullable
    ServerCall<?, ?> pollDetachedBefore(long time) {
        lock.lock();
        try {
            ServerCall<?, ?> oldest = first;
            if (oldest == null || oldest.detachedAt - time > 0) {
                return null;
            }
            unlink(oldest);
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    private void unlink(ServerCall<?, ?> call) {
        ServerCall<?, ?> before = call.previous;
        ServerCall<?, ?> after = call.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        call.previous = null;
        call.next = null;
        call.listed = false;
    }
}
