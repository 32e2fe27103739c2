package org.razorrpc.runtime.loom;

import java.util.concurrent.TimeUnit;

/**
 * Whether a reader that has emptied the socket of a stream of blobs rests for a moment, instead of waiting to be woken. Each
 * wakeup is paid for by the peer that writes, on virtual machines with more than the blob's own way costs; after a rest several
 * blobs are there at once. Network cards moderate their interrupts like this.
 *
 * <p>A rest takes the place of the writes that are due and of the wait. So it harms a peer whose window is used up, which waits
 * for just these writes. Two things give that away, and rests are then left out for some waits, about twice as many each time:
 *
 * <ul>
 *   <li>A rest brings nothing.
 *   <li>Nothing follows a write that many blobs brought about, several times in a row: each time all that the peer may send had
 *       come before.
 * </ul>
 *
 * <p>Belongs to the read role.
 */
final class WakeupModeration {

    /** How long a rest is meant to be; timers make it longer. Enough for a peer to write one or two blobs of 64 KiB. */
    static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    static final int MOST_LEFT_OUT = 1024;

    /** So many rests that brought something, and the one that did not is taken for an accident. */
    static final int GOOD_RUN = 16;

    static final int WRITES_WITHOUT_MORE = 4;

    private boolean rested;
    private int goodRests;
    private boolean written;
    private int writesWithoutMore;
    private int leftOutAtATime;
    private int toLeaveOut;

    /** A read has brought something. */
    void arrived() {
        if (rested) {
            rested = false;
            goodRests++;
        }
        if (written) {
            written = false;
            writesWithoutMore = 0;
        }
    }

    /** What was due has been written although more may be there. */
    void written() {
        written = true;
    }

    /**
     * Part of a blob was the last that came, and nothing more is there now.
     *
     * @return true: rest, then look again; false: write what is due, and wait
     */
    boolean isRestDue() {
        if (written) {
            written = false;
            writesWithoutMore++;
        }
        if (toLeaveOut > 0) {
            toLeaveOut--;
            return false;
        }
        if (rested || writesWithoutMore >= WRITES_WITHOUT_MORE) {
            leaveOut();
            return false;
        }
        rested = true;
        return true;
    }

    private void leaveOut() {
        leftOutAtATime = goodRests < GOOD_RUN ? Math.min(2 * leftOutAtATime + 1, MOST_LEFT_OUT) : 1;
        toLeaveOut = leftOutAtATime;
        rested = false;
        goodRests = 0;
        writesWithoutMore = 0;
    }
}
