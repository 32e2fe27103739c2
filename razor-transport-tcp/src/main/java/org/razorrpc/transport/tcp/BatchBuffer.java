package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * Frames on their way out: their bytes one after the other, and at certain places among them what goes by reference. Not
 * safe for threads; {@link OutboundBatch} says who owns it when.
 */
final class BatchBuffer {
    private static final int INITIAL = 1 << 10;
    private static final int KEPT_IDLE = 4 << 10;
    private static final int KEPT = 256 << 10;
    private static final WireBuffer NONE = new WireBuffer(0);

    private WireBuffer buffer = NONE;
    private ByteBuffer view = ByteBuffer.wrap(NONE.array());
    private final List<Reference> references = new ArrayList<>(0);
    private int released;

    /** Where to append. */
    WireBuffer buffer() {
        if (buffer == NONE) {
            buffer = new WireBuffer(INITIAL);
        }
        return buffer;
    }

    /**
     * Puts buffers into the bytes without copying them.
     *
     * @param at the position in {@link #buffer} that they come before
     * @param end bytes written to the connection in all, once the last of these is out
     * @param whenOut runs then, or at the connection's end
     */
    void refer(int at, List<ByteBuffer> parts, long end, @Nullable Runnable whenOut) {
        references.add(new Reference(at, parts, end, whenOut));
    }

    /** Yields everything in order. */
    void handOver(Consumer<ByteBuffer> batch) {
        int from = 0;
        for (Reference reference : references) {
            if (reference.at > from) {
                batch.accept(ByteBuffer.wrap(buffer.array(), from, reference.at - from));
                from = reference.at;
            }
            reference.parts.forEach(batch);
        }
        if (from < buffer.position()) {
            if (view.array() != buffer.array()) {
                view = ByteBuffer.wrap(buffer.array());
            }
            batch.accept(view.limit(buffer.position()).position(from));
        }
    }

    /** Gives back what lies before this many bytes of the connection. */
    void release(long written) {
        while (released < references.size() && references.get(released).end <= written) {
            Runnable whenOut = references.get(released++).whenOut;
            if (whenOut != null) {
                whenOut.run();
            }
        }
    }

    /** Forgets the bytes, and their memory where a burst made it large. */
    void clear() {
        references.clear();
        released = 0;
        if (buffer.array().length > KEPT) {
            drop();
        } else {
            buffer.position(0);
        }
    }

    /** Of an empty one: keeps no more memory than an idle connection may have. */
    void shrink() {
        if (buffer.array().length > KEPT_IDLE) {
            drop();
        }
    }

    private void drop() {
        buffer = NONE;
        view = ByteBuffer.wrap(NONE.array());
    }

    private record Reference(
            int at,
            List<ByteBuffer> parts,
            long end,
            @Nullable Runnable whenOut) {}
}
