package org.razorrpc.codec.msgpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.msgpack.core.MessagePack.Code;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * The names of a record's components, of an enum's constants or of a sealed type's variants, encoded once. A name is found by
 * comparing bytes in place. That is linear in the number of names, which the type bounds and no peer; mostly the first
 * comparison hits.
 */
final class Keys {
    /** Stands behind the last key and equals no name on the wire. */
    private static final byte[] NONE = {Code.NEVER_USED};

    private final byte[][] texts;
    private final byte[][] encoded;

    Keys(List<String> names) {
        int count = names.size();
        texts = new byte[count][];
        encoded = new byte[count + 1][];
        for (int i = 0; i < count; i++) {
            texts[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
            encoded[i] = encode(names.get(i));
        }
        encoded[count] = NONE;
    }

    private static byte[] encode(String name) {
        WireBuffer out = new WireBuffer(name.length() + 5);
        Writer.putString(out, name);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Header and text; for an index one behind the last, bytes that match nothing. */
    byte[] encoded(int index) {
        return encoded[index];
    }

    /** The index of the name whose text this is; -1 when there is none. */
    int find(byte[] bytes, int from, int length) {
        for (int i = 0; i < texts.length; i++) {
            byte[] text = texts[i];
            if (text.length == length && Arrays.equals(text, 0, length, bytes, from, from + length)) {
                return i;
            }
        }
        return -1;
    }
}
