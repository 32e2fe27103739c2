package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** A count and a byte each. Kryo's own allocates the array before the input can check the count. */
final class BooleanArraySerializer extends Serializer<boolean[]> {
    @Override
    public void write(Kryo kryo, Output out, boolean[] value) {
        out.writeVarInt(value.length, true);
        out.writeBooleans(value, 0, value.length);
    }

    @Override
    public boolean[] read(Kryo kryo, Input in, Class<? extends boolean[]> type) {
        return in.readBooleans(CheckedInput.readCount(in));
    }
}
