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
import java.util.function.ToIntFunction;

/** Relays that know where a frame ends. */
final class Frames {
    private static final int REQUEST_HEADER = 32;
    private static final int RESPONSE_HEADER = 20;

    private Frames() {}

    /** Lets {@code change} see each request, whole and little-endian, and change bytes of it. */
    static Proxy.Relay requests(Consumer<ByteBuffer> change) {
        return frames(REQUEST_HEADER, Frames::requestBody, change);
    }

    private static int requestBody(ByteBuffer header) {
        int action = header.getInt(4);
        int name = action < 0 ? action & Integer.MAX_VALUE : 0;
        return name + header.getInt(24) + header.getInt(28);
    }

    /** Adds each response to {@code seen} before it goes on to the client. */
    static Proxy.Relay responses(List<Response> seen) {
        return frames(RESPONSE_HEADER, Frames::responseBody, frame -> seen.add(response(frame)));
    }

    private static int responseBody(ByteBuffer header) {
        int message = header.get(3) == 0 ? header.getInt(4) : 0;
        return message + header.getInt(16);
    }

    private static Response response(ByteBuffer frame) {
        String body =
                new String(frame.array(), RESPONSE_HEADER, frame.capacity() - RESPONSE_HEADER, StandardCharsets.UTF_8);
        return new Response(frame.getLong(8), frame.get(3), body);
    }

    /** @param body how many bytes follow a header */
    private static Proxy.Relay frames(int headerLength, ToIntFunction<ByteBuffer> body, Consumer<ByteBuffer> each) {
        return (from, to) -> {
            for (ByteBuffer header = header(from, headerLength);
                    header.hasRemaining();
                    header = header(from, headerLength)) {
                ByteBuffer frame = whole(header, from, body.applyAsInt(header));
                each.accept(frame);
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
