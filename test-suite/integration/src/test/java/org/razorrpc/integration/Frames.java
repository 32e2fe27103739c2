package org.razorrpc.integration;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Frames written field by field, so that the fields can lie. */
final class Frames {
    private static final short MAGIC = 19749;
    private static final byte[] NONE = {};

    private Frames() {}

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    /** A request's header; the lengths are what they are said to be. */
    static byte[] requestHeader(int action, long seq, int messageLength, int blobLength) {
        byte[] header = new byte[32];
        littleEndian(header)
                .putShort(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(action)
                .putLong(seq)
                .putLong(0)
                .putInt(messageLength)
                .putInt(blobLength);
        return header;
    }

    static byte[] request(int action, long seq, byte[] message) {
        return join(requestHeader(action, seq, message.length, 0), message);
    }

    static byte[] ping(long seq) {
        return requestHeader(0, seq, 0, 0);
    }

    /** A response's header. */
    static byte[] responseHeader(int flag, long seq, int value, int blobLength) {
        byte[] header = new byte[20];
        littleEndian(header)
                .putShort(MAGIC)
                .put((byte) 1)
                .put((byte) flag)
                .putInt(value)
                .putLong(seq)
                .putInt(blobLength);
        return header;
    }

    static byte[] ok(long seq) {
        return ok(seq, NONE, NONE);
    }

    static byte[] ok(long seq, byte[] message, byte[] blob) {
        return join(responseHeader(0, seq, message.length, blob.length), message, blob);
    }

    static byte[] text(long seq, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(responseHeader(2, seq, 0, bytes.length), bytes);
    }
}
