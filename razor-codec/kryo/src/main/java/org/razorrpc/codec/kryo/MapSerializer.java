package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A count, then key and value alternately. The map grows as entries arrive, never by the count. */
final class MapSerializer extends Serializer<Map<?, ?>> {
    private final Supplier<Map<Object, Object>> empty;
    private final UnaryOperator<Map<Object, Object>> finish;

    MapSerializer(Supplier<Map<Object, Object>> empty, UnaryOperator<Map<Object, Object>> finish) {
        this.empty = empty;
        this.finish = finish;
    }

    @Override
    public void write(Kryo kryo, Output out, Map<?, ?> value) {
        if (value instanceof SortedMap<?, ?> map) {
            CollectionSerializer.requireNaturalOrder(map.comparator());
        }
        int left = value.size();
        out.writeVarInt(left, true);
        for (Map.Entry<?, ?> entry : value.entrySet()) {
            left--;
            kryo.writeClassAndObject(out, entry.getKey());
            kryo.writeClassAndObject(out, entry.getValue());
        }
        CollectionSerializer.requireUnchanged(left);
    }

    @Override
    public Map<?, ?> read(Kryo kryo, Input in, Class<? extends Map<?, ?>> type) {
        Map<Object, Object> entries = empty.get();
        int count = CheckedInput.readCount(in);
        for (int i = 0; i < count; i++) {
            Object key = kryo.readClassAndObject(in);
            entries.put(key, kryo.readClassAndObject(in));
        }
        if (entries.size() != count) {
            throw new Refusal("a key of a map comes twice");
        }
        return finish.apply(entries);
    }
}
