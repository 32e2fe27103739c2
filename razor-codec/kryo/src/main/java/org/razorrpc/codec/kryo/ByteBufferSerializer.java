package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;

/** A buffer's remaining bytes, read without moving its position; arrives as a heap buffer of just these. */
final class ByteBufferSerializer extends Serializer<ByteBuffer> {
    @Override
    public void write(Kryo kryo, Output out, ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(value.position(), bytes);
        out.writeVarInt(bytes.length, true);
        out.writeBytes(bytes);
    }

    @Override
    public ByteBuffer read(Kryo kryo, Input in, Class<? extends ByteBuffer> type) {
        return ByteBuffer.wrap(in.readBytes(CheckedInput.readCount(in)));
    }
}
