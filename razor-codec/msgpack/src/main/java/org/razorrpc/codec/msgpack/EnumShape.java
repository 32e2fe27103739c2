package org.razorrpc.codec.msgpack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/** An enum: the constant's name. The form of serde's tagged variants, a map of the name to nil, is read too. */
record EnumShape(String type, Object[] constants, Keys names) implements Shape {

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        out.putBytes(names.encoded(((Enum<?>) Objects.requireNonNull(value)).ordinal()));
    }

    @Override
    public Object read(Reader in, int depth) {
        boolean tagged = in.isMap();
        if (tagged) {
            in.readTag(depth);
        }
        int index = in.readName(names, type + " has no constant");
        if (tagged) {
            in.readNil();
        }
        return constants[index];
    }
}
