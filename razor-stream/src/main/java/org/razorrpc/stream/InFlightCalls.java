package org.razorrpc.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection that await their response: one type owns insert, complete, expire and fail-all.
 *
 * <p>A ring indexed by {@code seq & mask}. Response, timeout, cancel and loss of the connection race for a call; who takes it
 * completes it, so each call completes exactly once.
 *
 * <p><b>Why the one atomic step is a CAS on the seq and not on the task.</b> Tasks are reused: the same reference may stand for
 * an old call and for a new one, and a late timeout holding the reference would end the new call with the old one's fate. A
 * seq is never used twice.
 *
 * <p><b>Memory order.</b> {@link #add} fills the slot's task and deadline before it publishes the seq by a volatile write; a
 * taker reads the seq first (acquire), then task and deadline, then CASes the seq away. If the CAS succeeds the seq was there
 * throughout, so what was read belongs to it. The taker leaves {@link #CLEARING} behind until it has dropped the reference;
 * were the slot free at once, its clearing could wipe out the next call's task.
 *
 * <p>A slot that is still taken when its turn comes again (a slow call among quick ones) sends the new call to a map; entries
 * never move. With a ring of four windows that is rare.
 */
final class InFlightCalls {
    private static final VarHandle SEQS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long FREE = 0;
    private static final long CLEARING = -1;

    private final int mask;
    private final long[] seqs;
    private final long[] deadlines;
    private final @Nullable ClientTask[] tasks;
    private final Map<Long, Entry> overflow = new ConcurrentHashMap<>();

    private record Entry(ClientTask task, long deadline) {}

    /** For that many calls at a time. */
    InFlightCalls(int window) {
        int size = Integer.highestOneBit(window * 4 - 1) << 1;
        mask = size - 1;
        seqs = new long[size];
        deadlines = new long[size];
        tasks = new ClientTask[size];
    }

    /** Enters a call. One thread at a time; any other may take the call as soon as this returns, or a moment before. */
    void add(long seq, ClientTask task, long deadline) {
        int slot = (int) seq & mask;
        if ((long) SEQS.getAcquire(seqs, slot) == FREE) {
            tasks[slot] = task;
            deadlines[slot] = deadline;
            SEQS.setVolatile(seqs, slot, seq);
        } else {
            overflow.put(seq, new Entry(task, deadline));
        }
    }

    /** Takes a call out; null when it is not there (any more). Any thread. */
    @Nullable
    ClientTask take(long seq) {
        int slot = (int) seq & mask;
        if ((long) SEQS.getAcquire(seqs, slot) == seq) {
            ClientTask task = tasks[slot];
            return claim(slot, seq) ? task : null;
        }
        if (overflow.isEmpty()) {
            return null;
        }
        Entry entry = overflow.remove(seq);
        return entry == null ? null : entry.task;
    }

    private boolean claim(int slot, long seq) {
        if (!SEQS.compareAndSet(seqs, slot, seq, CLEARING)) {
            return false;
        }
        tasks[slot] = null;
        SEQS.setRelease(seqs, slot, FREE);
        return true;
    }

    /** Takes out this task, wherever it is; false when it is not there (any more). For tasks that are not reused. */
    boolean take(ClientTask wanted) {
        for (int slot = 0; slot <= mask; slot++) {
            long seq = (long) SEQS.getAcquire(seqs, slot);
            if (seq > FREE && tasks[slot] == wanted) {
                return claim(slot, seq);
            }
        }
        return overflow.values().removeIf(entry -> entry.task == wanted);
    }

    /** Takes out the calls whose deadline is not after {@code now}. */
    List<ClientTask> takeExpired(long now) {
        List<ClientTask> expired = new ArrayList<>(0);
        for (int slot = 0; slot <= mask; slot++) {
            long seq = (long) SEQS.getAcquire(seqs, slot);
            if (seq > FREE && deadlines[slot] - now <= 0) {
                addIfClaimed(expired, slot, seq);
            }
        }
        overflow.forEach((seq, entry) -> {
            if (entry.deadline - now <= 0 && overflow.remove(seq, entry)) {
                expired.add(entry.task);
            }
        });
        return expired;
    }

    /** Takes out the calls with seqs above {@code after}. */
    List<ClientTask> takeAbove(long after) {
        List<ClientTask> taken = new ArrayList<>();
        for (int slot = 0; slot <= mask; slot++) {
            long seq = (long) SEQS.getAcquire(seqs, slot);
            if (seq > after && seq > FREE) {
                addIfClaimed(taken, slot, seq);
            }
        }
        overflow.forEach((seq, entry) -> {
            if (seq > after && overflow.remove(seq, entry)) {
                taken.add(entry.task);
            }
        });
        return taken;
    }

    private void addIfClaimed(List<ClientTask> taken, int slot, long seq) {
        ClientTask task = tasks[slot];
        if (claim(slot, seq) && task != null) {
            taken.add(task);
        }
    }
}
