package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The action strings that a listener's peers send, so that a busy action is decoded once and not for every request.
 *
 * <p>Direct-mapped: a name has one slot by its hash, and the last one to miss takes it. A peer that sends many names makes
 * others miss, which costs them the decoding; the memory stays that of the slots. Threads race for slots without order: an
 * entry is immutable with final fields, so whoever reads one sees it whole, and a lost write is a miss later on.
 */
final class ActionNames {
    private static final int SLOTS = 256;

    private final @Nullable Entry[] slots = new Entry[SLOTS];

    /** The string in these bytes, null when they are not UTF-8. */
    @Nullable
    String name(byte[] buf, int offset, int length) {
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + buf[i];
        }
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        Entry entry = slots[slot];
        if (entry != null && Arrays.equals(entry.bytes, 0, entry.bytes.length, buf, offset, offset + length)) {
            return entry.name;
        }
        String name = decode(buf, offset, length);
        if (name != null) {
            slots[slot] = new Entry(Arrays.copyOfRange(buf, offset, offset + length), name);
        }
        return name;
    }

    private static @Nullable String decode(byte[] buf, int offset, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buf, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private record Entry(byte[] bytes, String name) {}
}
