package org.razorrpc.stream.spi;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a runtime's reader, having emptied the socket of a stream of blobs, should rest for a moment before it waits to be
 * woken. Each wakeup is paid for by the peer that writes, on virtual machines with more than the blob's own way costs; after a
 * rest several blobs are there at once. Network cards moderate their interrupts like this.
 *
 * <p>Whether it pays depends on what cannot be seen from here, above all the peer's window: once that is used up, the peer waits
 * for the end of each rest. So it is found out. A <i>round</i> is {@value #ROUND} waits. A trial compares rounds in pairs, one
 * without rests and one with them, by the bytes a second that came, until one way has won {@value #DECISIVE_LEAD} pairs more
 * than the other. That way is kept until the next trial, twice as long each time that it wins again. A rest that brings
 * nothing is the last one in its round, and loses the pair.
 *
 * <p>Not thread-safe: it belongs to a stream's reader. It never blocks; resting is up to the caller.
 */
public final class WakeupModeration {

    /** How long a rest should be. Timers make it longer: enough for a peer to write one or two blobs of 64 KiB. */
    public static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    static final int ROUND = 16;
    static final int DECISIVE_LEAD = 3;

    /** Rounds for which a new winner is kept. */
    static final int LEAST_KEPT = 8;

    static final int MOST_KEPT = 256;

    private final LongSupplier clock;

    // The round: whether it has rests, and what has come of it.
    private boolean withRests;
    private boolean inVain;
    private int waits;
    private long bytes;
    private long start;

    /** The last wait began with a rest, and nothing has come since. */
    private boolean rested;

    // The trial.
    private double rateWithout;
    /** Pairs won by rests, less those lost. */
    private int lead;

    // What the last trial found, and how long to keep to it.
    private boolean pays;
    private int kept = LEAST_KEPT;
    private int roundsLeft;

    /**
     * For a stream that begins.
     *
     * @param clock nanoseconds from any origin, like those of {@link System#nanoTime}
     */
    public WakeupModeration(LongSupplier clock) {
        this.clock = clock;
        start = clock.getAsLong();
    }

    /** A read has brought {@code count} bytes. */
    public void arrived(int count) {
        bytes += count;
        rested = false;
    }

    /**
     * To be asked when parts of blobs have come since the last wait, nothing more is there now, and what was due has been written.
     *
     * @return true: rest for {@link #REST_NANOS}, read again, and ask again if that brings nothing; false: wait to be woken
     */
    public boolean isRestDue() {
        if (rested) {
            rested = false;
            inVain = true;
            return false;
        }
        if (++waits > ROUND) {
            endRound();
        }
        rested = withRests && !inVain;
        return rested;
    }

    private void endRound() {
        long now = clock.getAsLong();
        double rate = (double) bytes / (now - start);
        if (roundsLeft > 0) {
            roundsLeft--;
            withRests = pays && roundsLeft > 0;
        } else if (!withRests) {
            rateWithout = rate;
            withRests = true;
        } else {
            withRests = false;
            endPair(rate > rateWithout && !inVain);
        }
        inVain = false;
        waits = 1;
        bytes = 0;
        start = now;
    }

    private void endPair(boolean won) {
        lead += won ? 1 : -1;
        if (Math.abs(lead) == DECISIVE_LEAD) {
            decide(lead > 0);
            lead = 0;
        }
    }

    private void decide(boolean restsPay) {
        kept = restsPay == pays ? Math.min(2 * kept, MOST_KEPT) : LEAST_KEPT;
        pays = restsPay;
        withRests = restsPay;
        roundsLeft = kept;
    }
}
