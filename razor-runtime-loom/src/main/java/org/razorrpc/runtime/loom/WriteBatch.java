package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one pull on their way to the kernel. Heap parts and small direct ones are copied, back to back, into one
 * direct buffer; large direct parts go by reference into the same gathering write. (Heap parts are never given to the
 * channel: it would copy each into a temporary as large as the part, and keep that.) Belongs to whoever has the write role;
 * holds no buffer between batches.
 */
final class WriteBatch implements Consumer<ByteBuffer> {

    static final int STAGING = 128 << 10;

    /** What a stream writes through when the pool is exhausted by writes that are stuck. */
    private static final int STAGING_OF_LAST_RESORT = 4 << 10;

    /** Below this a copy is cheaper than an entry of the vector. */
    private static final int BY_REFERENCE = 4 << 10;

    private static final int MAX_VECTOR = 32;

    private final SocketChannel channel;
    private final BufferPool pool;
    private final ArrayDeque<ByteBuffer> parts = new ArrayDeque<>();
    private final ByteBuffer[] vector = new ByteBuffer[MAX_VECTOR];
    private int from;
    private int to;
    private long remaining;
    private @Nullable ByteBuffer staging;
    private boolean pooled;
    private int sliceStart;

    WriteBatch(SocketChannel channel, BufferPool pool) {
        this.channel = channel;
        this.pool = pool;
    }

    @Override
    public void accept(ByteBuffer part) {
        if (part.hasRemaining()) {
            parts.add(part);
            remaining += part.remaining();
        }
    }

    /** Bytes that the kernel has not taken yet. */
    long remaining() {
        return remaining;
    }

    /** One write, of as much as fits; the buffers go back when it was the last. Returns how many bytes the kernel took. */
    long write() throws IOException {
        if (from == to) {
            fill();
        }
        long count = to - from == 1 ? channel.write(vector[from]) : channel.write(vector, from, to - from);
        remaining -= count;
        while (from < to && !vector[from].hasRemaining()) {
            from++;
        }
        if (remaining == 0) {
            release();
        }
        return count;
    }

    /** The last {@link #write} of a channel that does not block left something of what it was offered: there is no room. */
    boolean isStuck() {
        return from < to;
    }

    /** Forgets what was not written. */
    void release() {
        parts.clear();
        Arrays.fill(vector, null);
        from = 0;
        to = 0;
        remaining = 0;
        if (staging != null && pooled) {
            pool.give(staging);
        }
        staging = null;
    }

    private void fill() {
        ByteBuffer into = staging();
        from = 0;
        to = 0;
        sliceStart = 0;
        // One entry is kept free for the slice that may be open.
        while (!parts.isEmpty() && to < MAX_VECTOR - 1) {
            ByteBuffer part = parts.peek();
            if (part.isDirect() && part.remaining() >= BY_REFERENCE) {
                endSlice(into);
                vector[to++] = part;
            } else if (!copy(part, into)) {
                break;
            }
            parts.remove();
        }
        if (to == 0) {
            vector[to++] = into.flip();
        } else {
            endSlice(into);
        }
    }

    private void endSlice(ByteBuffer into) {
        int end = into.position();
        if (end > sliceStart) {
            vector[to++] = into.slice(sliceStart, end - sliceStart);
            sliceStart = end;
        }
    }

    /** Returns whether the whole part fitted. */
    private static boolean copy(ByteBuffer part, ByteBuffer into) {
        int count = Math.min(part.remaining(), into.remaining());
        into.put(into.position(), part, part.position(), count);
        into.position(into.position() + count);
        part.position(part.position() + count);
        return !part.hasRemaining();
    }

    private ByteBuffer staging() {
        ByteBuffer buffer = staging;
        if (buffer == null) {
            buffer = pool.take();
            pooled = buffer != null;
            if (buffer == null) {
                buffer = ByteBuffer.allocateDirect(STAGING_OF_LAST_RESORT);
            }
            staging = buffer;
        }
        return buffer.clear();
    }
}
