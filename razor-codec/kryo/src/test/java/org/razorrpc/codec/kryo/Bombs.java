package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.io.Output;

/** Messages that announce what they do not hold. */
final class Bombs {
    private static final int LIST = 26;
    private static final int PADDING = 4000;

    private Bombs() {}

    /** A class id, a length, and zeros. */
    static byte[] announced(int id, int length) {
        try (Output out = new Output(16, -1)) {
            out.writeVarInt(id + 2, true);
            out.writeVarInt(length, true);
            out.writeInt(0);
            return out.toBytes();
        }
    }

    /** The lie at the bottom of lists that announce all that follows, and bytes for the small ones of the lies. */
    static byte[] nested(int id, int length, int levels) {
        try (Output out = new Output(16, -1)) {
            for (int i = 0; i < levels; i++) {
                out.writeVarInt(LIST + 2, true);
                out.writeVarInt(PADDING, true);
            }
            out.writeVarInt(id + 2, true);
            out.writeVarInt(length, true);
            out.writeBytes(new byte[PADDING]);
            return out.toBytes();
        }
    }

    /** The same class in itself, a hundred thousand times. */
    static byte[] deep(int id) {
        try (Output out = new Output(16, -1)) {
            for (int i = 0; i < 100_000; i++) {
                out.writeVarInt(id + 2, true);
                out.writeVarInt(1, true);
            }
            return out.toBytes();
        }
    }
}
