package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames in bytes that arrive cut anywhere. A frame whose header, name and message lie whole in one read is decoded in
 * place; what is left of an incomplete one is kept here, in an array that grows with the bytes that have arrived and never
 * with a length that was announced. A blob goes to a buffer of its own, a long rest of a message straight to its place in
 * the kept bytes ({@link #target}).
 *
 * <p>Used in the read context; {@link #pause} and {@link #stop} may come from any thread, {@link #progress} is read by the
 * ticking thread.
 */
abstract class FrameDecoder {
    static final int BETWEEN_FRAMES = 0;
    static final int IN_HEADER = 1;
    static final int IN_BODY = 2;

    /** Larger limits for what is kept as one array count as this, so that twice a frame fits an int. */
    static final int MOST = 1 << 29;

    private static final int DIRECT = 4 << 10;
    private static final int KEPT_IDLE = 4 << 10;
    private static final int STEP = 64 << 10;
    private static final byte[] NONE = {};

    private final int headerSize;
    private byte[] kept = NONE;
    private int keptLength;
    private ByteBuffer keptView = ByteBuffer.wrap(NONE);
    /** Bytes of the present frame up to its blob; 0: its header is not whole yet. */
    private int needed;
    /** Bytes of the present frame that still come after those. */
    private long bodyLeft;

    private long frames;
    private volatile boolean paused;
    private volatile boolean stopped;
    private volatile long progress;

    FrameDecoder(int headerSize) {
        this.headerSize = headerSize;
    }

    /**
     * A header is whole. Refuses what the protocol forbids, by {@link #stop} and word to whom it concerns.
     *
     * @return bytes from the header's beginning that {@link #onFrame} needs
     */
    abstract int onHeader(byte[] buf, int at);

    /** That many bytes are whole. Calls {@link #expectBody} when there are more to the frame. */
    abstract void onFrame(byte[] buf, int at);

    /**
     * Where the body's bytes go, with room for at least one; null: they are discarded.
     *
     * @param left of the body, those included that have arrived
     * @param arrived how many are about to be put there; 0: asked for a place before they arrive, null is no loss
     */
    abstract @Nullable ByteBuffer bodyBuffer(long left, int arrived);

    /** The body is whole. */
    abstract void onBodyEnd();

    /** The array given to the last {@link #onFrame} is about to change, while that frame's body is still arriving. */
    void beforeReuse() {}

    /** Offers that array for good instead; true: taken. */
    boolean takeArray() {
        return false;
    }

    final void expectBody(long length) {
        bodyLeft = length;
    }

    /** Takes all of these bytes. */
    final void read(ByteBuffer in) {
        byte[] buf = in.array();
        int at = in.arrayOffset() + in.position();
        int end = at + in.remaining();
        in.position(in.limit());
        if (keptLength > 0) {
            at = completeKept(buf, at, end);
        }
        if (keptLength == 0) {
            at = decode(buf, at, end);
        }
        if (!stopped && at < end) {
            keep(buf, at, end - at);
        }
        if (bodyLeft > 0) {
            beforeReuse();
        }
        publishProgress();
    }

    /** Decodes what a pause held back, then adds to the begun frame what it lacks. Returns the first byte not used. */
    private int completeKept(byte[] buf, int at, int end) {
        decodeKept();
        int next = at;
        while (keptLength > 0 && next < end && !paused && !stopped) {
            int lacking = (needed == 0 ? headerSize : needed) - keptLength;
            // Not positive when the pause ended just now, with whole frames kept.
            int count = Math.max(0, Math.min(lacking, end - next));
            keep(buf, next, count);
            next += count;
            decodeKept();
        }
        return next;
    }

    private void decodeKept() {
        int used = decode(kept, 0, keptLength);
        if (used == 0) {
            return;
        }
        keptLength -= used;
        if (keptLength > 0) {
            System.arraycopy(kept, used, kept, 0, keptLength);
        } else if (bodyLeft > 0 && takeArray() || kept.length > KEPT_IDLE) {
            kept = NONE;
            keptView = ByteBuffer.wrap(NONE);
        }
    }

    /** Returns the first byte not used. Once stopped all are. */
    private int decode(byte[] buf, int from, int end) {
        int at = from;
        while (at < end && !stopped) {
            if (bodyLeft > 0) {
                at += body(buf, at, end - at);
            } else if (paused) {
                return at;
            } else {
                if (needed == 0 && end - at >= headerSize) {
                    needed = onHeader(buf, at);
                    continue;
                }
                if (needed == 0 || end - at < needed) {
                    return at;
                }
                int size = needed;
                needed = 0;
                onFrame(buf, at);
                at += size;
                if (bodyLeft == 0) {
                    frames++;
                }
            }
        }
        return stopped ? end : at;
    }

    private int body(byte[] buf, int at, int arrived) {
        int count = (int) Math.min(bodyLeft, arrived);
        ByteBuffer target = bodyBuffer(bodyLeft, count);
        if (target != null) {
            count = Math.min(count, target.remaining());
            target.put(buf, at, count);
        }
        bodyArrived(count);
        return count;
    }

    private void bodyArrived(int count) {
        bodyLeft -= count;
        if (bodyLeft == 0) {
            frames++;
            onBodyEnd();
        }
    }

    private void keep(byte[] buf, int at, int count) {
        int least = keptLength + count;
        if (least > kept.length) {
            growKept(Math.max(least, capacityFor(least)));
        }
        System.arraycopy(buf, at, kept, keptLength, count);
        keptLength = least;
    }

    /** Twice what has arrived, and 64 KiB for what proves to be long. */
    private int capacityFor(int arrived) {
        int wanted = arrived < DIRECT ? Math.max(256, 2 * arrived) : Math.max(STEP, 2 * arrived);
        return needed == 0 ? 256 : Math.min(needed, wanted);
    }

    private void growKept(int capacity) {
        kept = Arrays.copyOf(kept, capacity);
        keptView = ByteBuffer.wrap(kept);
    }

    /** Where the next bytes go without a detour; null where that is not worth it. */
    final @Nullable ByteBuffer target() {
        if (stopped || paused) {
            return null;
        }
        if (bodyLeft > 0) {
            return bodyLeft < DIRECT ? null : bodyBuffer(bodyLeft, 0);
        }
        // Not before something of it has arrived: an announcement takes no memory.
        if (keptLength < DIRECT || needed - keptLength < DIRECT) {
            return null;
        }
        if (kept.length == keptLength) {
            growKept(capacityFor(keptLength));
        }
        return keptView.limit(Math.min(kept.length, needed)).position(keptLength);
    }

    /** Bytes arrived in {@link #target}. */
    final void targetRead(int count) {
        if (stopped) {
            return;
        }
        if (bodyLeft > 0) {
            bodyArrived(count);
        } else {
            keptLength += count;
            decodeKept();
        }
        publishProgress();
    }

    final void pause() {
        paused = true;
    }

    final void resume() {
        paused = false;
    }

    final boolean isPaused() {
        return paused;
    }

    /** No further byte is decoded. */
    final void stop() {
        stopped = true;
    }

    final boolean isStopped() {
        return stopped;
    }

    /** Whether bytes are kept that a pause held back. */
    final boolean isHolding() {
        return paused && keptLength > 0;
    }

    final boolean isBetweenFrames() {
        return keptLength == 0 && bodyLeft == 0;
    }

    /** Whole frames since the connection opened. */
    final long frames() {
        return frames;
    }

    static String tooLong(String what, long length, int limit) {
        return "the " + what + " has " + length + " bytes, the limit is " + limit;
    }

    private void publishProgress() {
        int phase = stopped || isBetweenFrames() ? BETWEEN_FRAMES : needed == 0 && bodyLeft == 0 ? IN_HEADER : IN_BODY;
        progress = frames << 2 | phase;
    }

    /** Changes with each frame and each {@link #phase}. */
    final long progress() {
        return progress;
    }

    static int phase(long progress) {
        return (int) progress & 3;
    }
}
