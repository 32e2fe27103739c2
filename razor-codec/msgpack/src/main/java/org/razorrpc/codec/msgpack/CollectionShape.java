package org.razorrpc.codec.msgpack;

import java.util.Collection;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A list or set: an array.
 *
 * @param maker given how many elements to make room for
 * @param unique whether an element that comes twice is an error
 */
record CollectionShape(Shape element, IntFunction<Collection<@Nullable Object>> maker, boolean unique)
        implements Shape {
    /** Of an announced length, this much is believed: lists within lists would multiply it. */
    static final int MOST_ROOM = 256;

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        Writer.enter(depth);
        Collection<?> values = (Collection<?>) Objects.requireNonNull(value);
        int count = values.size();
        Writer.putArrayHeader(out, count);
        boolean unordered = count > 1 && values instanceof Set && !(values instanceof SequencedCollection);
        Canonical canonical = unordered ? new Canonical(out, count) : null;
        int written = 0;
        for (Object each : values) {
            requireCount(written < count);
            writeElement(each, written++, out, depth);
            if (canonical != null) {
                canonical.entryEnds(out);
            }
        }
        requireCount(written == count);
        if (canonical != null) {
            canonical.sort(out);
        }
    }

    static void requireCount(boolean right) {
        if (!right) {
            throw new Malformed("changed while it was being written");
        }
    }

    private void writeElement(@Nullable Object value, int index, WireBuffer out, int depth) {
        try {
            element.put(value, out, depth - 1);
        } catch (RuntimeException e) {
            throw Malformed.within("[" + index + "]", e);
        }
    }

    @Override
    public Object read(Reader in, int depth) {
        in.enter(depth);
        int count = in.readArrayHeader();
        Collection<@Nullable Object> values = maker.apply(Math.min(count, MOST_ROOM));
        int i = 0;
        try {
            for (; i < count; i++) {
                int at = in.position();
                boolean added = values.add(element.read(in, depth - 1));
                if (unique && !added) {
                    throw in.failure(at, "comes twice in a set");
                }
            }
        } catch (RuntimeException e) {
            throw Malformed.within("[" + i + "]", e);
        }
        return values;
    }
}
