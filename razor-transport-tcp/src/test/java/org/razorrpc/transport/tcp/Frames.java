package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.WireBuffer;

/** Frames by hand, field by field after PROTOCOL.md: independent of the code under test. */
final class Frames {
    static final int MAGIC = 19749;

    private Frames() {}

    static byte[] header(int magic, int version, int format, long action, long seq, long msgLength, long blobLength) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) magic)
                .put((byte) version)
                .put((byte) format)
                .putInt((int) action)
                .putLong(seq)
                .putLong(0)
                .putInt((int) msgLength)
                .putInt((int) blobLength)
                .array();
    }

    static byte[] request(long seq, int action, byte[] message, byte[] blob) {
        return join(header(MAGIC, 1, 0, action, seq, message.length, blob.length), message, blob);
    }

    static byte[] request(long seq, String name, byte[] message, byte[] blob) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        long action = 1L << 31 | bytes.length;
        return join(header(MAGIC, 1, 0, action, seq, message.length, blob.length), bytes, message, blob);
    }

    static byte[] responseHeader(int magic, int version, int flag, long value, long seq, long blobLength) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) magic)
                .put((byte) version)
                .put((byte) flag)
                .putInt((int) value)
                .putLong(seq)
                .putInt((int) blobLength)
                .array();
    }

    static byte[] ok(long seq, byte[] message, byte[] blob) {
        return join(responseHeader(MAGIC, 1, 0, message.length, seq, blob.length), message, blob);
    }

    static byte[] errno(long seq, long errno) {
        return responseHeader(MAGIC, 1, 1, errno, seq, 0);
    }

    static byte[] text(long seq, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(responseHeader(MAGIC, 1, 2, 0, seq, bytes.length), bytes);
    }

    static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** Bytes that differ from place to place. */
    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** A request to send; counts its releases. */
    static class Out implements RequestFrame {
        final Action<?, ?> action;
        final byte[] message;
        final Blob blob;
        volatile int released;
        int encoded;

        Out(Action<?, ?> action, byte[] message, Blob blob) {
            this.action = action;
            this.message = message;
            this.blob = blob;
        }

        Out(byte[] message) {
            this(Action.raw(1), message, null);
        }

        @Override
        public Action<?, ?> action() {
            return action;
        }

        @Override
        public void encode(WireBuffer out) {
            encoded++;
            out.putBytes(message);
        }

        @Override
        public Blob blob() {
            return blob;
        }

        @Override
        public void released() {
            released++;
        }
    }

    /** A response to send. */
    static final class Answer implements ResponseFrame {
        final long seq;
        final int flag;
        final int errno;
        final byte[] content;
        final Blob blob;
        int released;

        Answer(long seq, int flag, int errno, byte[] content, Blob blob) {
            this.seq = seq;
            this.flag = flag;
            this.errno = errno;
            this.content = content;
            this.blob = blob;
        }

        static Answer ok(long seq, byte[] message) {
            return new Answer(seq, 0, 0, message, null);
        }

        @Override
        public long seq() {
            return seq;
        }

        @Override
        public int flag() {
            return flag;
        }

        @Override
        public int errno() {
            return errno;
        }

        @Override
        public void encode(WireBuffer out) {
            out.putBytes(content);
        }

        @Override
        public Blob blob() {
            return blob;
        }

        @Override
        public void released() {
            released++;
        }
    }
}
