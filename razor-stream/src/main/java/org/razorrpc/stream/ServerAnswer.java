package org.razorrpc.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.WireBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One response on its way to the transport. Made, and encoded, by the thread that won the right to answer. */
final class ServerAnswer implements ResponseFrame {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
    private static final byte[] NO_BYTES = {};
    private static final byte[] RESERVED = "rpc_".getBytes(StandardCharsets.US_ASCII);

    private final long seq;
    private final int flag;
    private final int errno;
    /** Encodes {@code value}; without it the message or text is {@code bytes}. */
    private final @Nullable MessageCodec<Object> codec;

    private final @Nullable Object value;
    private final byte[] bytes;
    private final @Nullable Blob blob;
    private final @Nullable Runnable released;
    private @Nullable Throwable encodeFailure;

    private ServerAnswer(
            long seq,
            int flag,
            int errno,
            @Nullable MessageCodec<Object> codec,
            @Nullable Object value,
            byte[] bytes,
            @Nullable Blob blob,
            @Nullable Runnable released) {
        this.seq = seq;
        this.flag = flag;
        this.errno = errno;
        this.codec = codec;
        this.value = value;
        this.bytes = bytes;
        this.blob = blob;
        this.released = released;
    }

    @SuppressWarnings("unchecked") // The codec is that of the action's response type, and the value a response of it.
    static ServerAnswer ok(
            long seq, MessageCodec<?> codec, @Nullable Object value, @Nullable Blob blob, Runnable released) {
        return new ServerAnswer(
                seq, ResponseHeader.OK, 0, (MessageCodec<Object>) codec, value, NO_BYTES, blob, released);
    }

    /** What answers a ping. */
    static ServerAnswer empty(long seq) {
        return new ServerAnswer(seq, ResponseHeader.OK, 0, null, null, NO_BYTES, null, null);
    }

    static ServerAnswer errno(long seq, int errno) {
        return new ServerAnswer(seq, ResponseHeader.ERRNO, errno, null, null, NO_BYTES, null, null);
    }

    /** The text in UTF-8, cut at a code point to at most {@code limit} bytes. */
    static ServerAnswer text(long seq, String text, int limit) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > limit) {
            int end = limit;
            while (end > 0 && (utf8[end] & 0xc0) == 0x80) {
                end--;
            }
            utf8 = Arrays.copyOf(utf8, end);
        }
        return new ServerAnswer(seq, ResponseHeader.TEXT, 0, null, null, utf8, null, null);
    }

    static ServerAnswer errorValue(long seq, MessageCodec<Object> codec, Object value) {
        return new ServerAnswer(seq, ResponseHeader.TEXT, 0, codec, value, NO_BYTES, null, null);
    }

    /** The framework's own answer; {@code word} is one that travels. */
    static ServerAnswer word(long seq, ErrorCode word) {
        String text = String.valueOf(word.word());
        return new ServerAnswer(
                seq, ResponseHeader.TEXT, 0, null, null, text.getBytes(StandardCharsets.US_ASCII), null, null);
    }

    static boolean isReserved(String text) {
        return text.startsWith("rpc_");
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
        if (codec == null) {
            out.putBytes(bytes);
            return;
        }
        int start = out.position();
        try {
            codec.encode(value, out);
            if (flag == ResponseHeader.TEXT && startsReserved(out, start)) {
                throw new ReservedBytes();
            }
        } catch (Throwable failure) {
            encodeFailure = failure;
            throw failure;
        }
    }

    private static boolean startsReserved(WireBuffer out, int start) {
        return out.position() - start >= RESERVED.length
                && Arrays.equals(out.array(), start, start + RESERVED.length, RESERVED, 0, RESERVED.length);
    }

    /** What the codec threw; null when the transport itself refused the answer. */
    @Nullable
    Throwable encodeFailure() {
        return encodeFailure;
    }

    /** The word for an answer that could not be written because of {@code failure}. */
    static ErrorCode replacement(Throwable failure) {
        return failure instanceof ReservedBytes ? ErrorCode.INTERNAL : ErrorCode.ENCODE;
    }

    @Override
    public @Nullable Blob blob() {
        return blob;
    }

    @Override
    public void released() {
        if (blob == null || released == null) {
            return;
        }
        try {
            released.run();
        } catch (Throwable bug) {
            LOG.error("the released callback of a response's blob failed", bug);
        }
    }

    /** An encoded error value that a peer would take for a framework word. */
    private static final class ReservedBytes extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReservedBytes() {
            super("an error value's bytes start with rpc_, which is the framework's own", null, false, false);
        }
    }
}
