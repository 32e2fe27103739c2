package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;

/**
 * What one read brings, from the channel to the handler. It is kept where the handler has paused meanwhile, and then goes from
 * one reader to the next with the stream's mode. Belongs to whoever has the read role.
 */
final class StreamInput {

    /** The channel copies into heap buffers through a temporary of the size of the room it sees: never show it more. */
    private static final int MAX_HEAP_TARGET = 128 << 10;

    /** From this size on a piece of a target is one that brings few frames. */
    private static final int LARGE_PIECE = 16 << 10;

    /** Targets below this share their read with the shared buffer. */
    private static final int LARGE_TARGET = 64 << 10;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final Supplier<ByteStreamHandler> handler;
    private final SocketChannel channel;
    private final ReadFlow flow;
    private final ByteBuffer[] targetAndShared = {NONE, NONE};
    private @Nullable ByteBuffer target;
    private int inTarget;
    private ByteBuffer rest = NONE;
    private boolean large;
    private boolean endPending;
    private boolean ended;

    /** @param handler the stream's, which is there from its start on */
    StreamInput(Supplier<ByteStreamHandler> handler, SocketChannel channel, ReadFlow flow) {
        this.handler = handler;
        this.channel = channel;
        this.flow = flow;
    }

    /** Something was read, or the end was, that the handler has not been told. */
    boolean isPending() {
        return inTarget > 0 || rest.hasRemaining() || endPending;
    }

    /** Of the last read, what the handler has not been told. */
    int pendingBytes() {
        return inTarget + rest.remaining();
    }

    /** The last read brought much for a target: part of a blob, most likely. */
    boolean wasLarge() {
        return large;
    }

    /** The handler knows that no byte follows. */
    boolean isEnded() {
        return ended;
    }

    /** Asks the handler where the next bytes should go: in the read context, before each {@link #read}. */
    void prepare() {
        ByteBuffer wanted = handler.get().readTarget();
        target = wanted != null && wanted.hasRemaining() ? wanted : null;
    }

    /**
     * One read; what it brings is pending then. No callback happens.
     *
     * @param shared empty, for what has no target; in use until all is delivered
     * @return whether it brought anything, be it the end; a channel that blocks always does
     */
    boolean read(ByteBuffer shared) throws IOException {
        ByteBuffer into = target;
        int start = into == null ? 0 : into.position();
        long count;
        if (into == null) {
            count = channel.read(shared);
        } else {
            count = into.remaining() < LARGE_TARGET ? scatter(into, shared) : readTarget(into);
            inTarget = into.position() - start;
        }
        large = inTarget >= LARGE_PIECE;
        // Not an empty one: whoever uses it next fills it, and that would be taken for a rest of this stream.
        rest = shared.flip().hasRemaining() ? shared : NONE;
        endPending = count < 0;
        return count != 0;
    }

    /** Tells the handler what is pending; where it pauses in between, the rest stays pending. */
    void deliver() {
        ByteStreamHandler to = handler.get();
        if (endPending) {
            endPending = false;
            ended = true;
            to.onInputEnd();
            return;
        }
        int count = inTarget;
        inTarget = 0;
        if (count > 0) {
            to.onTargetRead(count);
        }
        // Paused by the callback before: the rest waits, the flush point does not.
        if (rest.hasRemaining() && (count == 0 || flow.isRunning())) {
            ByteBuffer bytes = rest;
            rest = NONE;
            to.onRead(bytes);
        }
        to.onReadEnd();
    }

    /** What the handler is owed after a pause. */
    void deliverEmpty() {
        handler.get().onRead(EMPTY);
        handler.get().onReadEnd();
    }

    private long scatter(ByteBuffer into, ByteBuffer shared) throws IOException {
        targetAndShared[0] = into;
        targetAndShared[1] = shared;
        try {
            return channel.read(targetAndShared);
        } finally {
            targetAndShared[0] = NONE;
            targetAndShared[1] = NONE;
        }
    }

    private int readTarget(ByteBuffer into) throws IOException {
        int limit = into.limit();
        if (!into.isDirect()) {
            into.limit(Math.min(limit, into.position() + MAX_HEAP_TARGET));
        }
        try {
            return channel.read(into);
        } finally {
            into.limit(limit);
        }
    }
}
