package org.razorrpc.codec.msgpack;

import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/** A map. A key that comes twice is an error: which of the two a peer means is anyone's guess. */
record MapShape(Shape key, Shape value, Supplier<Map<Object, @Nullable Object>> maker) implements Shape {

    @Override
    public void write(@Nullable Object map, WireBuffer out, int depth) {
        Writer.enter(depth);
        Map<?, ?> entries = (Map<?, ?>) Objects.requireNonNull(map);
        int count = entries.size();
        Writer.putMapHeader(out, count);
        Canonical canonical = count > 1 && !(entries instanceof SequencedMap) ? new Canonical(out, count) : null;
        int written = 0;
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            CollectionShape.requireCount(written++ < count);
            writeEntry(entry, out, depth);
            if (canonical != null) {
                canonical.entryEnds(out);
            }
        }
        CollectionShape.requireCount(written == count);
        if (canonical != null) {
            canonical.sort(out);
        }
    }

    private void writeEntry(Map.Entry<?, ?> entry, WireBuffer out, int depth) {
        try {
            key.put(entry.getKey(), out, depth - 1);
            value.put(entry.getValue(), out, depth - 1);
        } catch (RuntimeException e) {
            throw Malformed.within("[" + Malformed.quoted(entry.getKey()) + "]", e);
        }
    }

    @Override
    public Object read(Reader in, int depth) {
        in.enter(depth);
        int count = in.readMapHeader();
        Map<Object, @Nullable Object> entries = maker.get();
        for (int i = 0; i < count; i++) {
            readEntry(i, entries, in, depth);
        }
        return entries;
    }

    private void readEntry(int index, Map<Object, @Nullable Object> entries, Reader in, int depth) {
        Object name = null;
        try {
            int at = in.position();
            name = Objects.requireNonNull(key.read(in, depth - 1));
            int before = entries.size();
            entries.put(name, value.read(in, depth - 1));
            if (entries.size() == before) {
                throw in.failure(at, "the key comes twice");
            }
        } catch (RuntimeException e) {
            throw Malformed.within("[" + (name == null ? "#" + index : Malformed.quoted(name)) + "]", e);
        }
    }
}
