package org.razorrpc.runtime.netty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.WakeupModeration;

/** The way in of a stream. Confined to its loop's thread, but for {@link #pause} and {@link #requestResume}. */
final class StreamReader {
    /** Reads in a row before other streams get their turn. */
    private static final int READS_PER_TURN = 16;

    private static final int LEAST_PIECE = 2 << 10;
    /** What is delivered at a time once there was a target: more of it may go to the next one without a detour. */
    private static final int BETWEEN_TARGETS = 4 << 10;
    /** A direct target with less room is filled from the shared buffer, which takes what follows in the same read. */
    private static final int READ_STRAIGHT = 16 << 10;
    /** From this size on a piece for targets is one that brings few frames. */
    private static final int LARGE_PIECE = 16 << 10;

    private static final int READING = 0;
    private static final int PAUSED = 1;
    /** Resumed, but the handler has not been told yet. */
    private static final int RESUMING = 2;

    private final NettyStream stream;
    private final LoopBuffers buffers;
    private final LoopSocket socket;
    private final AtomicInteger state = new AtomicInteger(READING);
    private final WakeupModeration moderation = new WakeupModeration(System::nanoTime);
    private boolean ended;
    /** Whether the last read filled its buffer, so that there may be more. */
    private boolean more;
    /** A read of this turn has brought much for targets: part of a blob, most likely. */
    private boolean large;
    /** Bytes of the largest turn, fading with each one that brings less. */
    private int recentTurn;
    /** What a read brought beyond its target when the handler paused in between. */
    private @Nullable ByteBuffer held;

    StreamReader(NettyStream stream, LoopBuffers buffers, LoopSocket socket) {
        this.stream = stream;
        this.buffers = buffers;
        this.socket = socket;
    }

    void pause() {
        state.set(PAUSED);
    }

    /** @return whether {@link #resume} is due */
    boolean requestResume() {
        return state.compareAndSet(PAUSED, RESUMING);
    }

    /** Whether bytes are wanted from the socket. */
    boolean wanted() {
        return state.get() == READING && !ended;
    }

    private boolean delivering() {
        return state.get() == READING && stream.isOpen();
    }

    void resume(ByteStreamHandler handler) {
        if (!state.compareAndSet(RESUMING, READING)) {
            return;
        }
        handler.onRead(ByteBuffer.allocate(0));
        ByteBuffer rest = held;
        if (rest != null && delivering()) {
            held = null;
            handler.onRead(rest);
        }
        if (stream.isOpen()) {
            handler.onReadEnd();
        }
    }

    /** Reads what there is, up to a fair share. */
    void turn(ByteStreamHandler handler) throws IOException {
        more = true;
        large = false;
        int bytes = 0;
        for (int reads = 0; more && reads < READS_PER_TURN && delivering(); reads++) {
            more = false;
            int count = readOnce(handler);
            ended = count < 0;
            bytes += Math.max(count, 0);
            if (count > 0 && stream.isOpen()) {
                handler.onReadEnd();
                stream.writeDue(handler);
                moderation.arrived(count);
            }
            if (!more && large && !ended && delivering() && stream.isAlone() && moderation.isRestDue()) {
                // The whole loop rests: it has no other stream.
                // they save.
                LockSupport.parkNanos(this, WakeupModeration.REST_NANOS);
                more = true;
            }
        }
        recentTurn = Math.max(bytes, recentTurn - recentTurn / 8);
        if (ended && stream.isOpen()) {
            handler.onInputEnd();
        }
    }

    /**
     * How much to read at a time: a quarter of what tends to come. So the peer gets the answers to the first pieces, and goes to
     * work on them, while this side is busy with the others; with all in one piece the two take turns, and each waits half
     * of the time.
     */
    private int piece() {
        return Math.clamp(recentTurn / 4, LEAST_PIECE, LoopBuffers.READ_BYTES);
    }

    private int readOnce(ByteStreamHandler handler) throws IOException {
        ByteBuffer target = handler.readTarget();
        if (target != null && target.isDirect() && target.remaining() >= READ_STRAIGHT) {
            return readStraight(handler, target);
        }
        ByteBuffer in = buffers.readBuffer(piece());
        int count = socket.read(in);
        more = !in.hasRemaining();
        int start = 0;
        int inTargets = 0;
        while (start < count && stream.isOpen()) {
            int direct = target == null || !delivering() ? 0 : Math.min(count - start, target.remaining());
            if (direct > 0) {
                buffers.copy(start, target, direct);
                handler.onTargetRead(direct);
                start += direct;
                inTargets += direct;
            } else {
                int end = inTargets > 0 && delivering() ? Math.min(count, start + BETWEEN_TARGETS) : count;
                deliver(handler, start, end);
                start = end;
            }
            target = start < count && delivering() ? handler.readTarget() : null;
        }
        large |= inTargets >= LARGE_PIECE;
        return count;
    }

    private int readStraight(ByteStreamHandler handler, ByteBuffer target) throws IOException {
        int room = target.remaining();
        int count = socket.read(target);
        more = count == room;
        if (count > 0) {
            large |= count >= LARGE_PIECE;
            handler.onTargetRead(count);
        }
        return count;
    }

    private void deliver(ByteStreamHandler handler, int start, int end) {
        ByteBuffer bytes = buffers.heapCopy(start, end);
        if (delivering()) {
            handler.onRead(bytes);
        } else {
            held = ByteBuffer.allocate(end - start).put(bytes).flip();
        }
    }
}
