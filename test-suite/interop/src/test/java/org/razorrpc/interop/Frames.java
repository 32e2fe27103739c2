package org.razorrpc.interop;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Relays that know where a frame ends. */
final class Frames {
    private static final int REQUEST_HEADER = 32;
    private static final int RESPONSE_HEADER = 20;

    private Frames() {}

    /** Lets {@code change} see each request, whole and little-endian, and change bytes of it. */
    static Proxy.Relay requests(Consumer<ByteBuffer> change) {
        return (from, to) -> {
            for (ByteBuffer header = header(from, REQUEST_HEADER);
                    header.hasRemaining();
                    header = header(from, REQUEST_HEADER)) {
                int action = header.getInt(4);
                int name = action < 0 ? action & Integer.MAX_VALUE : 0;
                ByteBuffer frame = whole(header, from, name + header.getInt(24) + header.getInt(28));
                change.accept(frame);
                to.write(frame.array());
            }
        };
    }

    /** Adds each response to {@code seen} before it goes on to the client. */
    static Proxy.Relay responses(List<Response> seen) {
        return (from, to) -> {
            for (ByteBuffer header = header(from, RESPONSE_HEADER);
                    header.hasRemaining();
                    header = header(from, RESPONSE_HEADER)) {
                int flag = header.get(3);
                int message = flag == 0 ? header.getInt(4) : 0;
                ByteBuffer frame = whole(header, from, message + header.getInt(16));
                String body = new String(
                        frame.array(), RESPONSE_HEADER, frame.capacity() - RESPONSE_HEADER, StandardCharsets.UTF_8);
                seen.add(new Response(header.getLong(8), flag, body));
                to.write(frame.array());
            }
        };
    }

    static List<Response> none() {
        return new CopyOnWriteArrayList<>();
    }

    /** Empty at the end. */
    private static ByteBuffer header(InputStream from, int length) throws IOException {
        return ByteBuffer.wrap(from.readNBytes(length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer whole(ByteBuffer header, InputStream from, int length) throws IOException {
        byte[] rest = from.readNBytes(length);
        if (rest.length < length) {
            throw new EOFException("the end inside a frame");
        }
        return ByteBuffer.allocate(header.capacity() + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(header.array())
                .put(rest)
                .rewind();
    }

    /**
     * A response.
     *
     * @param body the message, or the error text
     */
    record Response(long seq, int flag, String body) {}
}
