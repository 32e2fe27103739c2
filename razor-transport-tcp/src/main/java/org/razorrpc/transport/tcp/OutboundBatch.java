package org.razorrpc.transport.tcp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.BatchObserver;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of a connection: group commit. Any number of threads append frames to one of two buffers, each under a short
 * lock and straight into the bytes that will be written; a pull swaps the buffers and writes everything with one call of the
 * system. No frame has an object of its own.
 *
 * <p><b>Who owns what.</b> {@code filling} belongs to the holder of the lock. {@code draining} belongs to the write context
 * from the swap until all of it is written; between batches it is empty and may be touched under the lock.
 *
 * <p><b>I/O never waits.</b> The holder may be inside a user's encoder, so a pull and the connection's end only try the
 * lock. Failing, they leave word ({@code writeWanted}, {@code ending}) and try once more; whoever unlocks looks for word
 * afterwards. One of the two always sees the other: the word is written before the second try, and read after the unlock
 * that made that try fail. Both fields are volatile for this order.
 *
 * <p>An encoder that calls the connection holds the lock already and would get it again: each way in asks for that first.
 *
 * @param <F> the kind of frame
 */
abstract class OutboundBatch<F> {
    /** Messages and blobs from this size on are not copied under the lock. */
    static final int BY_REFERENCE = 16 << 10;

    private static final int FLUSH = 64 << 10;
    private static final VarHandle FRAMES = field("frames");
    private static final VarHandle BYTES = field("bytes");
    private static final Logger LOG = LoggerFactory.getLogger(OutboundBatch.class);

    /** What became of a frame. */
    enum Appended {
        CLOSED,
        FULL,
        ALL,
        ALL_BLOB_COPIED,
        TOO_LARGE_HERE
    }

    private final ByteStream stream;
    private final @Nullable BatchObserver observer;
    private final int maxBlob;
    private final ReentrantLock lock = new ReentrantLock();
    private BatchBuffer filling = new BatchBuffer();
    private BatchBuffer draining = new BatchBuffer();

    private volatile boolean writeWanted;
    private volatile boolean closed;
    private volatile @Nullable Runnable ending;
    private boolean ended;
    /** Threads that have yet to give back a blob they copied; raised under the lock. The end comes after that. */
    private final AtomicInteger releasing = new AtomicInteger();

    /**
     * Totals since the connection opened. The first two are written under the lock, in {@link #count}: the unlocking that
     * follows is the full fence, so that a release is enough there. The others are written in the write context.
     */
    private volatile long frames;

    private volatile long bytes;
    private volatile long framesPulled;
    private volatile long bytesPulled;
    private volatile long bytesWritten;
    private long bytesAtTick;

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(OutboundBatch.class, name, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    OutboundBatch(ByteStream stream, TransportConfig config) {
        this.stream = stream;
        this.observer = config.observer();
        this.maxBlob = config.maxBlob();
    }

    /** Appends the header with lengths still 0, and what comes before the message. Returns where the header begins. */
    abstract int header(WireBuffer out, F frame, int format, long clientId);

    abstract int maxMessage(F frame);

    abstract void encode(F frame, WireBuffer out);

    abstract @Nullable Blob blob(F frame);

    abstract void setLengths(WireBuffer out, int header, F frame, int messageLength, int blobLength);

    /** The last step, still under the lock; when it throws, nothing was appended. */
    abstract void onAppended(F frame, long deadline);

    abstract void released(F frame);

    /**
     * Appends one frame, or nothing when something throws. Format, client id and deadline are a request's; with responses
     * they have no meaning.
     *
     * @param maxUnwritten nothing is appended where that many bytes wait already
     */
    final Appended append(F frame, int format, long clientId, long deadline, long maxUnwritten) {
        Appended outcome = append(frame, null, format, clientId, deadline, maxUnwritten);
        if (outcome == Appended.TOO_LARGE_HERE) {
            outcome = append(frame, encodeAlone(frame), format, clientId, deadline, maxUnwritten);
        }
        return outcome;
    }

    private Appended append(
            F frame, @Nullable WireBuffer message, int format, long clientId, long deadline, long maxUnwritten) {
        if (closed) {
            return Appended.CLOSED;
        }
        lock();
        try {
            Appended outcome;
            try {
                outcome = refusal(maxUnwritten);
                if (outcome == null) {
                    outcome = appendLocked(frame, message, format, clientId, deadline);
                }
                if (outcome == Appended.ALL_BLOB_COPIED) {
                    releasing.incrementAndGet();
                }
            } finally {
                lock.unlock();
            }
            if (outcome == Appended.ALL_BLOB_COPIED) {
                release(frame);
                releasing.decrementAndGet();
            }
            return outcome;
        } finally {
            afterUnlock();
        }
    }

    private @Nullable Appended refusal(long maxUnwritten) {
        if (closed) {
            return Appended.CLOSED;
        }
        return unwritten() >= maxUnwritten ? Appended.FULL : null;
    }

    private Appended appendLocked(F frame, @Nullable WireBuffer message, int format, long clientId, long deadline) {
        WireBuffer out = filling.buffer();
        int start = out.position();
        boolean done = false;
        try {
            int header = header(out, frame, format, clientId);
            int body = out.position();
            int messageLength = message == null ? encodeHere(frame, out) : message.position();
            if (messageLength < 0) {
                return Appended.TOO_LARGE_HERE;
            }
            Blob blob = blob(frame);
            int blobLength = blob == null ? 0 : checkedLength(blob);
            boolean copied = blob != null && blobLength < BY_REFERENCE;
            if (copied) {
                copy(blob, out);
            }
            setLengths(out, header, frame, messageLength, blobLength);
            onAppended(frame, deadline);
            done = true;

            long total = bytes + out.position() - start;
            if (message != null) {
                total += messageLength;
                filling.refer(body, List.of(ByteBuffer.wrap(message.array(), 0, messageLength)), total, null);
            }
            if (blob != null && !copied) {
                total += blobLength;
                filling.refer(out.position(), duplicates(blob), total, () -> release(frame));
            }
            count(total);
            return copied ? Appended.ALL_BLOB_COPIED : Appended.ALL;
        } finally {
            if (!done) {
                out.position(start);
            }
        }
    }

    /** Negative: longer than what is encoded under the lock. */
    private int encodeHere(F frame, WireBuffer out) {
        int body = out.position();
        int max = maxMessage(frame);
        int most = Math.min(max, BY_REFERENCE);
        out.limit(body + most);
        try {
            encode(frame, out);
        } catch (WireBuffer.Overflow e) {
            if (max > most) {
                return -1;
            }
            throw tooLarge(frame, e);
        } finally {
            out.noLimit();
        }
        return checkedLength(frame, out.position() - body, max);
    }

    /** Without the lock, into a buffer of its own. */
    private WireBuffer encodeAlone(F frame) {
        WireBuffer out = new WireBuffer(2 * BY_REFERENCE);
        out.limit(maxMessage(frame));
        try {
            encode(frame, out);
        } catch (WireBuffer.Overflow e) {
            throw tooLarge(frame, e);
        }
        checkedLength(frame, out.position(), maxMessage(frame));
        return out;
    }

    /** Encoders may set the position themselves, past the limit or back. */
    private static <F> int checkedLength(F frame, int length, int max) {
        if (length < 0) {
            throw new CodecException("the encoder moved back to before its message: " + frame.getClass());
        }
        if (length > max) {
            throw new CodecException("the message has " + length + " bytes, the limit is " + max);
        }
        return length;
    }

    private CodecException tooLarge(F frame, WireBuffer.Overflow overflow) {
        return new CodecException(
                "the message exceeds the limit of " + maxMessage(frame) + " bytes: " + overflow.getMessage());
    }

    private int checkedLength(Blob blob) {
        if (blob.length() > maxBlob) {
            throw new CodecException("the blob has " + blob.length() + " bytes, the limit is " + maxBlob);
        }
        return (int) blob.length();
    }

    private static void copy(Blob blob, WireBuffer out) {
        out.ensure((int) blob.length());
        List<ByteBuffer> parts = blob.parts();
        for (int i = 0; i < parts.size(); i++) {
            ByteBuffer part = parts.get(i);
            part.get(part.position(), out.array(), out.position(), part.remaining());
            out.position(out.position() + part.remaining());
        }
    }

    private static List<ByteBuffer> duplicates(Blob blob) {
        return blob.parts().stream().map(ByteBuffer::duplicate).toList();
    }

    private void count(long total) {
        long pulled = bytesPulled;
        boolean crossed = bytes - pulled < FLUSH && total - pulled >= FLUSH;
        FRAMES.setRelease(this, frames + 1);
        BYTES.setRelease(this, total);
        if (crossed) {
            writeWanted = true;
        }
    }

    private void release(F frame) {
        try {
            released(frame);
        } catch (Throwable t) {
            LOG.error("a frame's released() has thrown", t);
        }
    }

    /** Whether the current thread is in an encoder. */
    final boolean isEncoding() {
        return lock.isHeldByCurrentThread();
    }

    /** The stream's pull: everything appended since the last one. */
    final void pull(Consumer<ByteBuffer> batch) {
        if (!tryLock()) {
            writeWanted = true;
            if (!tryLock()) {
                return;
            }
        }
        long newFrames;
        long newBytes;
        try {
            newFrames = frames - framesPulled;
            newBytes = bytes - bytesPulled;
            if (newFrames == 0) {
                return;
            }
            BatchBuffer full = filling;
            filling = draining;
            draining = full;
            framesPulled = frames;
            bytesPulled = bytes;
        } finally {
            // The stream ends after its last pull, so nothing can be left to do here.
            lock.unlock();
        }
        draining.handOver(batch);
        if (observer != null) {
            observer.onFlush((int) newFrames, newBytes);
        }
    }

    /** The stream has written more. */
    final void onWritten(long count) {
        long written = bytesWritten + count;
        draining.release(written);
        if (written == bytesPulled) {
            draining.clear();
        }
        // Last: whoever sees that all is written may touch the buffer.
        bytesWritten = written;
    }

    /** Once a tick: a connection that was idle since the last one gives its memory back. */
    final void onTick() {
        if (bytes == bytesAtTick && unwritten() == 0 && tryLock()) {
            try {
                if (unwritten() == 0) {
                    filling.shrink();
                    draining.shrink();
                }
            } finally {
                lock.unlock();
            }
            afterUnlock();
        }
        bytesAtTick = bytes;
    }

    /** Runs something that no append may overlap. */
    final void exclusively(Runnable action) {
        lock();
        try {
            action.run();
        } finally {
            lock.unlock();
            afterUnlock();
        }
    }

    /** Nothing more is appended, but for a frame that is just being. */
    final void close() {
        closed = true;
    }

    /**
     * The stream has closed: gives every blob back, then runs {@code last}. At once, or, where a thread is just appending or
     * giving back, on that thread when it is done.
     */
    final void end(Runnable last) {
        closed = true;
        ending = last;
        runEnding();
    }

    private void runEnding() {
        Runnable last = ending;
        boolean first = false;
        // Again where a release was in the way: it may be over, and its thread have failed to get the lock from this
        // one.
        while (last != null && !first && releasing.get() == 0 && tryLock()) {
            boolean allReleased = releasing.get() == 0;
            first = allReleased && !ended;
            ended |= first;
            lock.unlock();
            if (allReleased && !first) {
                return;
            }
        }
        if (first) {
            // Closed and ended: nobody appends, nobody pulls. Outside the lock, since released() is the user's.
            draining.release(Long.MAX_VALUE);
            filling.release(Long.MAX_VALUE);
            draining.clear();
            filling.clear();
            last.run();
        }
    }

    private void lock() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "an encoder must not write to its own connection, nor may a handler before it is returned");
        }
        lock.lock();
    }

    private boolean tryLock() {
        return !lock.isHeldByCurrentThread() && lock.tryLock();
    }

    private void afterUnlock() {
        if (writeWanted) {
            // Cleared first: what is wanted from here on is asked for again.
            writeWanted = false;
            stream.requestWrite();
        }
        runEnding();
    }

    /** Frames appended: the highest seq assigned, since seqs count them. */
    final long frames() {
        return frames;
    }

    /** Frames handed to the runtime, whose bytes the kernel may have. */
    final long framesPulled() {
        return framesPulled;
    }

    final boolean isPending() {
        return bytes != bytesPulled;
    }

    final long written() {
        return bytesWritten;
    }

    final long unwritten() {
        // In this order it is never negative.
        long written = bytesWritten;
        return bytes - written;
    }
}
