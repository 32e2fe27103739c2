package org.razorrpc.tck;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.WireBuffer;

/** A request or a response that counts how often it is given back. Tests override what it does while it is encoded. */
class TestFrame implements RequestFrame, ResponseFrame {
    static final Action<?, ?> ACTION = Action.raw(1);

    final AtomicInteger released = new AtomicInteger();
    final byte[] message;
    final @Nullable Blob blob;
    private final Action<?, ?> action;
    private final long seq;
    private final int flag;
    private final int errno;

    private TestFrame(Action<?, ?> action, long seq, int flag, int errno, byte[] message, @Nullable Blob blob) {
        this.action = action;
        this.seq = seq;
        this.flag = flag;
        this.errno = errno;
        this.message = message;
        this.blob = blob;
    }

    /** A request. */
    TestFrame(Action<?, ?> action, byte[] message, @Nullable Blob blob) {
        this(action, 0, ResponseHeader.OK, 0, message, blob);
    }

    /** A request without a blob. */
    TestFrame(byte[] message) {
        this(ACTION, message, null);
    }

    /** An ok response. */
    TestFrame(long seq, byte[] message, @Nullable Blob blob) {
        this(ACTION, seq, ResponseHeader.OK, 0, message, blob);
    }

    /** Writes and brings along what it must not, and what nobody should ask it for. */
    static TestFrame errno(long seq, int errno) {
        return new TestFrame(ACTION, seq, ResponseHeader.ERRNO, errno, bytes(7, 0), blob(7, 0));
    }

    static TestFrame text(long seq, byte[] text) {
        return new TestFrame(ACTION, seq, ResponseHeader.TEXT, 0, text, null);
    }

    /** So many bytes, different for each seed. */
    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((i + 31 * seed + 1) * 0x9E3779B97F4A7C15L >>> 56);
        }
        return bytes;
    }

    static Blob blob(int length, long seed) {
        return Blob.of(bytes(length, seed));
    }

    /** All of a blob's bytes; none of no blob. */
    static byte[] bytes(@Nullable Blob blob) {
        if (blob == null) {
            return new byte[0];
        }
        ByteBuffer all = ByteBuffer.allocate((int) blob.length());
        blob.parts().forEach(part -> all.put(part.duplicate()));
        return all.array();
    }

    static byte[] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return new byte[0];
        }
        byte[] all = new byte[buffer.remaining()];
        buffer.duplicate().get(all);
        return all;
    }

    @Override
    public final Action<?, ?> action() {
        return action;
    }

    @Override
    public final long seq() {
        return seq;
    }

    @Override
    public final int flag() {
        return flag;
    }

    @Override
    public final int errno() {
        return errno;
    }

    @Override
    public void encode(WireBuffer out) {
        out.putBytes(message);
    }

    @Override
    public @Nullable Blob blob() {
        return blob;
    }

    @Override
    public void released() {
        released.incrementAndGet();
    }

    /** How often {@link #released} is due once it was appended and its connection has ended. */
    final int dueReleases() {
        return blob != null && flag == ResponseHeader.OK ? 1 : 0;
    }

    @Override
    public final String toString() {
        return "seq " + seq + " flag " + flag + " message " + Arrays.hashCode(message) + "/" + message.length + " blob "
                + blob;
    }
}
