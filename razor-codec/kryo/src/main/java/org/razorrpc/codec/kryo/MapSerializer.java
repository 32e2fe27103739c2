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
final class MapSerializer extends Serializer<Map<?, ?>> implements Slot.Generic {
    private final Supplier<Map<Object, Object>> empty;
    private final UnaryOperator<Map<Object, Object>> finish;
    private final Slot keySlot;
    private final Slot valueSlot;

    MapSerializer(Supplier<Map<Object, Object>> empty, UnaryOperator<Map<Object, Object>> finish) {
        this(empty, finish, Slot.ANY, Slot.ANY);
    }

    private MapSerializer(
            Supplier<Map<Object, Object>> empty,
            UnaryOperator<Map<Object, Object>> finish,
            Slot keySlot,
            Slot valueSlot) {
        this.empty = empty;
        this.finish = finish;
        this.keySlot = keySlot;
        this.valueSlot = valueSlot;
    }

    @Override
    public MapSerializer with(Slot... arguments) {
        return arguments.length == 2 ? new MapSerializer(empty, finish, arguments[0], arguments[1]) : this;
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
            Object key = keySlot.readOpen(kryo, in);
            entries.put(key, valueSlot.readOpen(kryo, in));
        }
        if (entries.size() != count) {
            throw new Refusal("a key of a map comes twice");
        }
        return finish.apply(entries);
    }
}
