package org.razorrpc.codec.kryo;

import java.lang.reflect.Type;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.MessageCodec;

/** The codec: the types are checked here once, the work is done by pooled Kryo instances. */
final class KryoCodec implements Codec {
    static final String NAME = "kryo";

    private final KryoConfig config;
    private final KryoPool pool;

    KryoCodec(KryoConfig config) {
        this.config = config;
        this.pool = new KryoPool(config);
        pool.give(new KryoInstance(config)); // Now, so that a record that is not accessible is refused here.
    }

    @Override
    public int formatId() {
        return 1;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    @SuppressWarnings("unchecked") // The caller's T is what the type says; the unit type's only value is null.
    public <T> MessageCodec<T> of(Type type) {
        if (type == void.class || type == Void.class) {
            return (MessageCodec<T>) UnitCodec.UNIT;
        }
        new TypeCheck(config).check(type);
        return new KryoMessageCodec<>(pool, Slot.of(type));
    }
}
