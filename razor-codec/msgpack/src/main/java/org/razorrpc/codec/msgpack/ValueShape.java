package org.razorrpc.codec.msgpack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack.Code;
import org.msgpack.value.ExtensionValue;
import org.msgpack.value.IntegerValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import org.razorrpc.stream.spi.WireBuffer;

/** Data that has no type: whatever msgpack can hold, as msgpack-core's Value. */
record ValueShape() implements Shape {

    @Override
    public void write(@Nullable Object value, WireBuffer out, int depth) {
        Value dynamic = (Value) Objects.requireNonNull(value);
        switch (dynamic.getValueType()) {
            case NIL -> Writer.putNil(out);
            case BOOLEAN -> Writer.putBoolean(out, dynamic.asBooleanValue().getBoolean());
            case INTEGER -> writeInteger(dynamic.asIntegerValue(), out);
            case FLOAT -> Writer.putDouble(out, dynamic.asFloatValue().toDouble());
            case STRING -> Writer.putString(out, dynamic.asStringValue().asString());
            case BINARY -> Writer.putBytes(out, dynamic.asBinaryValue().asByteBuffer());
            case ARRAY -> writeArray(dynamic, out, depth);
            case MAP -> writeMap(dynamic, out, depth);
            case EXTENSION -> {
                ExtensionValue extension = dynamic.asExtensionValue();
                Writer.putExtension(out, extension.getType(), extension.getData());
            }
        }
    }

    private static void writeInteger(IntegerValue value, WireBuffer out) {
        if (value.isInLongRange()) {
            Writer.putLong(out, value.toLong());
        } else {
            Writer.putBigInteger(out, value.toBigInteger());
        }
    }

    private void writeArray(Value value, WireBuffer out, int depth) {
        Writer.enter(depth);
        Writer.putArrayHeader(out, value.asArrayValue().size());
        for (Value each : value.asArrayValue()) {
            write(each, out, depth - 1);
        }
    }

    private void writeMap(Value value, WireBuffer out, int depth) {
        Writer.enter(depth);
        Value[] keysAndValues = value.asMapValue().getKeyValueArray();
        Writer.putMapHeader(out, keysAndValues.length / 2);
        for (Value each : keysAndValues) {
            write(each, out, depth - 1);
        }
    }

    @Override
    public Object read(Reader in, int depth) {
        return readValue(in, depth);
    }

    private Value readValue(Reader in, int depth) {
        if (in.isArray()) {
            return readArray(in, depth);
        }
        if (in.isMap()) {
            return readMap(in, depth);
        }
        if (in.tryNil()) {
            return ValueFactory.newNil();
        }
        byte code = (byte) in.peek();
        if (Code.isFixStr(code)) {
            return ValueFactory.newString(in.readString());
        }
        return switch (code) {
            case Code.TRUE, Code.FALSE -> ValueFactory.newBoolean(in.readBoolean());
            case Code.STR8, Code.STR16, Code.STR32 -> ValueFactory.newString(in.readString());
            case Code.BIN8, Code.BIN16, Code.BIN32 -> ValueFactory.newBinary(in.readBytes(), true);
            case Code.FLOAT32, Code.FLOAT64 -> ValueFactory.newFloat(in.readDouble());
            case Code.UINT64 -> ValueFactory.newInteger(in.readBigInteger());
            case Code.FIXEXT1, Code.FIXEXT2, Code.FIXEXT4, Code.FIXEXT8, Code.FIXEXT16 -> readExtension(in);
            case Code.EXT8, Code.EXT16, Code.EXT32 -> readExtension(in);
            // The end of the message and the unused code are no integers either, and this says so.
            default -> ValueFactory.newInteger(in.readLong());
        };
    }

    private static Value readExtension(Reader in) {
        int length = in.readExtensionHeader();
        return ValueFactory.newExtension(in.takeByte(), in.takeBytes(length));
    }

    private Value readArray(Reader in, int depth) {
        in.enter(depth);
        int count = in.readArrayHeader();
        List<Value> elements = new ArrayList<>(Math.min(count, CollectionShape.MOST_ROOM));
        for (int i = 0; i < count; i++) {
            elements.add(readValue(in, depth - 1));
        }
        return ValueFactory.newArray(elements.toArray(new Value[0]), true);
    }

    private Value readMap(Reader in, int depth) {
        in.enter(depth);
        int count = in.readMapHeader();
        List<Value> keysAndValues = new ArrayList<>(Math.min(2 * count, CollectionShape.MOST_ROOM));
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int at = in.position();
            Value key = readValue(in, depth - 1);
            if (!keys.add(identity(key))) {
                throw in.failure(at, "the key comes twice");
            }
            keysAndValues.add(key);
            keysAndValues.add(readValue(in, depth - 1));
        }
        return ValueFactory.newMap(keysAndValues.toArray(new Value[0]), true);
    }

    /** A key's shortest bytes as a string: values of a peer's choice collide in a hash table as they are, strings do no harm. */
    private String identity(Value key) {
        WireBuffer bytes = new WireBuffer(32);
        write(key, bytes, Integer.MAX_VALUE);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }
}
