package org.razorrpc.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link: the bytes that the writer's kernel has taken and the reader has not read, and the faults of this
 * direction. Offsets count the bytes of this direction from 0.
 *
 * <p>All bytes are in one queue; the first {@code arrived} of them are in the receive buffer, the others on their way in
 * segments, each with its time of arrival. The first segment, when it is due, moves into the receive buffer as far as that has
 * room; one behind it waits for it, so jitter reorders nothing.
 */
public final class SimPipe {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long SECOND = 1_000_000_000L;

    private final SimLink link;
    private final LinkConfig config;
    private final SimWorld world;
    private final SimRuntime from;
    private final SimRuntime to;
    private final RandomGenerator random;
    private final Delay delay;
    private @Nullable SimStream writer;
    private @Nullable SimStream reader;

    private final ByteQueue held = new ByteQueue();
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private int arrived;
    private boolean endArrived;
    private long wireFreeAt;
    private long taken;
    private long read;
    private int mostHeld;
    private boolean writerWaits;

    private final TreeSet<Long> boundaries = new TreeSet<>();
    private @Nullable ByteQueue record;
    private long cutAt = NEVER;
    private long endAt = NEVER;
    private boolean blackHole;
    private long resetAt = NEVER;
    private boolean resetMayLose;
    private boolean wasReset;
    private boolean readerGone;

    /** Bytes on their way; none: the end of the stream. */
    private static final class Segment {
        final long arrival;
        final boolean end;
        int count;

        Segment(long arrival, int count) {
            this.arrival = arrival;
            this.count = count;
            this.end = count == 0;
        }
    }

    SimPipe(SimLink link, LinkConfig config, SimRuntime from, SimRuntime to) {
        this.link = link;
        this.config = config;
        this.world = from.world();
        this.from = from;
        this.to = to;
        this.random = world.random("pipe " + link.id() + " " + from.number() + " " + to.number());
        this.delay = new Delay(config, random);
    }

    void connect(SimStream newWriter, SimStream newReader) {
        writer = newWriter;
        reader = newReader;
    }

    /** The reader gets exactly the first {@code offset} bytes; then the connection is reset at both ends. */
    public void cutAfter(long offset) {
        cutAt = offset;
        checkCut();
    }

    /** The reader gets exactly the first {@code offset} bytes and then the end of the stream; what follows is swallowed. */
    public void endAfter(long offset) {
        endAt = offset;
        pump();
        wakeReader();
    }

    /** Nothing arrives any more, neither bytes nor ends nor resets, and nobody is told. */
    public void block() {
        blackHole = true;
    }

    /** What is on its way arrives, if it is due. */
    public void unblock() {
        blackHole = false;
        pump();
    }

    /** No read crosses these offsets, and apart from them every read takes all it can. */
    public void segmentAt(long... offsets) {
        for (long offset : offsets) {
            boundaries.add(offset);
        }
    }

    /** Keeps a copy of all bytes from now on; to be called before the first one. */
    public void record() {
        record = new ByteQueue();
    }

    /** The recorded bytes that the writer's kernel took; the reader got the first {@link #read} of them. */
    public byte[] recorded() {
        return Objects.requireNonNull(record, "record() was not called").toArray();
    }

    /** Bytes that the writer's kernel has taken. */
    public long taken() {
        return taken;
    }

    /** Bytes that the reader has read. */
    public long read() {
        return read;
    }

    /** The most bytes that were taken and not read at any time. */
    public int mostHeld() {
        return mostHeld;
    }

    // What the two ends do.

    /** Takes bytes from the batch as far as there is room; 0: the writer is woken when there is. */
    int take(Deque<ByteBuffer> batch) {
        int room = config.transitBytes() - (held.size() - arrived);
        writerWaits = room == 0;
        if (room == 0) {
            return 0;
        }
        long offered = batch.stream().mapToLong(ByteBuffer::remaining).sum();
        int count = slice((int) Math.min(room, offered));
        move(batch, count);
        taken += count;
        mostHeld = Math.max(mostHeld, held.size());
        send(count);
        return count;
    }

    private void move(Deque<ByteBuffer> batch, int count) {
        int left = count;
        while (left > 0) {
            ByteBuffer part = batch.getFirst();
            int step = Math.min(left, part.remaining());
            if (record != null) {
                record.put(part.duplicate(), step);
            }
            held.put(part, step);
            left -= step;
            if (!part.hasRemaining()) {
                batch.removeFirst();
            }
        }
    }

    /** The end of the stream follows the bytes. */
    void end() {
        send(0);
    }

    private void send(int count) {
        long now = world.queue().now();
        wireFreeAt = Math.max(now, wireFreeAt) + count * SECOND / config.bytesPerSecond();
        long arrival = wireFreeAt + delay.next();
        segments.add(new Segment(arrival, count));
        pumpAt(arrival);
    }

    /** Bytes that the next read may take; a read that stops short of what is {@link #available} ended at a slice. */
    int nextRead() {
        int count = Math.min(available(), config.maxRead());
        Long boundary = boundaries.higher(read);
        if (boundary != null) {
            return (int) Math.min(count, boundary - read);
        }
        return boundaries.isEmpty() ? slice(count) : count;
    }

    private int slice(int count) {
        return config.slicing() && count > 1 && random.nextBoolean() ? 1 + random.nextInt(count) : count;
    }

    int available() {
        return Math.clamp(Math.min(cutAt, endAt) - read, 0, arrived);
    }

    /** Whether the reader has had all bytes and the end. */
    boolean isEnded() {
        return read >= endAt || endArrived && arrived == 0;
    }

    void read(ByteBuffer target, int count) {
        held.get(target, count);
        arrived -= count;
        read += count;
        checkCut();
        pump();
    }

    private void checkCut() {
        if (read >= cutAt) {
            link.cut(this);
        }
    }

    /** The reader has closed: what arrives from now on is answered with a reset. */
    void readerGone() {
        readerGone = true;
        pump();
    }

    long latency() {
        return delay.next();
    }

    /** Tells the reader, after a delay, that the connection is reset; behind what has arrived, ahead of what has not. */
    void reset(long delayNanos, boolean mayLoseUnread) {
        if (resetAt == NEVER) {
            resetAt = world.queue().now() + delayNanos;
            resetMayLose = mayLoseUnread;
            pumpAt(resetAt);
        }
    }

    // What the network does.

    private void pumpAt(long time) {
        world.queue().add(null, false, time - world.queue().now(), this::pump);
    }

    /** Moves what is due. Called whenever something may have become possible; does nothing when nothing has. */
    void pump() {
        if (blackHole || wasReset || world.isBlocked(from, to)) {
            return;
        }
        boolean moved = arrive();
        if (resetAt <= world.queue().now()) {
            arriveReset();
        } else if (readerGone || read >= endAt) {
            swallow();
        }
        if (moved) {
            wakeReader();
            wakeWriter();
        }
    }

    private boolean arrive() {
        long now = world.queue().now();
        boolean moved = false;
        Segment next = segments.peek();
        while (next != null && next.arrival <= now && (next.end || arrived < config.receiveBytes())) {
            int step = Math.min(next.count, config.receiveBytes() - arrived);
            arrived += step;
            next.count -= step;
            endArrived |= next.end;
            moved = true;
            if (next.count > 0) {
                break;
            }
            segments.remove();
            next = segments.peek();
        }
        return moved;
    }

    private void arriveReset() {
        wasReset = true;
        if (resetMayLose && random.nextBoolean()) {
            arrived = 0;
        }
        held.truncate(arrived);
        segments.clear();
        world.trace(Trace.Kind.RESET, link.id(), arrived);
        Objects.requireNonNull(reader).peerReset();
    }

    private void swallow() {
        if (readerGone && arrived > 0) {
            link.other(this).reset(link.other(this).latency(), true);
        }
        held.skip(arrived);
        arrived = 0;
    }

    private void wakeReader() {
        Objects.requireNonNull(reader).queueRead();
    }

    private void wakeWriter() {
        if (writerWaits) {
            writerWaits = false;
            Objects.requireNonNull(writer).queueWrite();
        }
    }
}
