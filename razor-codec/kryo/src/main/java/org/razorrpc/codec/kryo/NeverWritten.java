package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Stands behind classes whose ids only say what an array is an array of. */
final class NeverWritten extends Serializer<Object> {
    @Override
    public void write(Kryo kryo, Output out, Object value) {
        throw new Refusal("a bare " + value.getClass().getName() + " holds nothing that could be sent");
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<? extends Object> type) {
        throw new Refusal("nothing can be a bare " + type.getName());
    }
}
