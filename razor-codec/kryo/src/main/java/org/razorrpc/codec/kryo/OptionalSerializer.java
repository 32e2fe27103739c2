package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Optional;

/** The value, or null. */
final class OptionalSerializer extends Serializer<Optional<?>> implements Slot.Generic {
    private final Slot value;

    OptionalSerializer() {
        this(Slot.ANY);
    }

    private OptionalSerializer(Slot value) {
        this.value = value;
    }

    @Override
    public OptionalSerializer with(Slot... arguments) {
        return arguments.length == 1 ? new OptionalSerializer(arguments[0]) : this;
    }

    @Override
    public void write(Kryo kryo, Output out, Optional<?> optional) {
        kryo.writeClassAndObject(out, optional.orElse(null));
    }

    @Override
    public Optional<?> read(Kryo kryo, Input in, Class<? extends Optional<?>> type) {
        return Optional.ofNullable(value.readOpen(kryo, in));
    }
}
