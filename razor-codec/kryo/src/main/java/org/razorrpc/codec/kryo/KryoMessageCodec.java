package org.razorrpc.codec.kryo;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** The codec of one type. */
final class KryoMessageCodec<T> implements MessageCodec<T> {
    private final KryoPool pool;
    private final Slot slot;

    KryoMessageCodec(KryoPool pool, Slot slot) {
        this.pool = pool;
        this.slot = slot;
    }

    @Override
    public void encode(@Nullable T value, WireBuffer out) {
        KryoInstance instance = pool.take();
        try {
            instance.encode(slot, value, out);
        } finally {
            pool.give(instance);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // The slot checks what it reads against the type that T stands for.
    public T decode(byte[] buf, int offset, int length) {
        KryoInstance instance = pool.take();
        try {
            return (T) instance.decode(slot, buf, offset, length);
        } finally {
            pool.give(instance);
        }
    }
}
