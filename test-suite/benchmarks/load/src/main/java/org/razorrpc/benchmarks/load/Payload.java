package org.razorrpc.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What peers send and answer, by the length of the request: a message is echoed, a blob is answered by nothing, and a question by a blob. */
public final class Payload {
    public static final int MESSAGE = 32;
    public static final int BLOB = 64 << 10;
    /** Has room for its number. */
    public static final int QUESTION = 8;

    /** Blobs are sent from so many buffers, by turns, as the C limit does: they stay in the processor's cache. */
    public static final int BLOB_BUFFERS = 16;

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] ANSWERED_BLOB = filled(BLOB);
    private static final List<byte[]> BLOBS =
            Stream.generate(() -> filled(BLOB)).limit(BLOB_BUFFERS).toList();
    private static int nextBlob;

    private Payload() {}

    /** A request of that many bytes; a blob's are others' as well. By one thread. */
    public static byte[] request(int bytes) {
        return bytes == BLOB ? BLOBS.get(nextBlob++ % BLOB_BUFFERS) : filled(bytes);
    }

    private static byte[] filled(int bytes) {
        byte[] request = new byte[bytes];
        Arrays.fill(request, (byte) 0x5a);
        return request;
    }

    /**
     * Writes the call's number into its first eight bytes, so that the answer of another call is not taken for its own; not into a
     * blob, which is not echoed.
     */
    public static void number(byte[] request, long number) {
        if (request.length == BLOB) {
            return;
        }
        for (int i = 0; i < Long.BYTES; i++) {
            request[i] = (byte) (number >>> (Byte.SIZE * i));
        }
    }

    /** The server's answer; not to be written to. */
    public static byte[] answer(byte[] request) {
        return isEchoed(request.length) ? request : fixedAnswer(request.length);
    }

    /** Whether a request of that many bytes is its own answer; all others have a {@link #fixedAnswer}. */
    public static boolean isEchoed(int bytes) {
        return bytes == MESSAGE;
    }

    /**
     * The answer to every request of that many bytes; not to be written to.
     *
     * @throws IllegalStateException when there is none of that length
     */
    public static byte[] fixedAnswer(int bytes) {
        return switch (bytes) {
            case BLOB -> NOTHING;
            case QUESTION -> ANSWERED_BLOB;
            default -> throw new IllegalStateException("a request of " + bytes + " bytes arrived");
        };
    }

    /** @throws IllegalStateException when that is not the answer to the request */
    public static void requireAnswer(byte[] request, byte[] answer) {
        requireAnswer(request, ByteBuffer.wrap(answer));
    }

    /** @throws IllegalStateException when what the buffer holds is not the answer to the request */
    public static void requireAnswer(byte[] request, ByteBuffer answer) {
        byte[] expected = answer(request);
        // Of a blob that arrives razor's client looks at the length only, too.
        boolean right = expected.length == BLOB
                ? answer.remaining() == BLOB
                : ByteBuffer.wrap(expected).equals(answer);
        if (!right) {
            throw new IllegalStateException("a request of " + request.length + " bytes was answered wrongly, by "
                    + answer.remaining() + " bytes");
        }
    }
}
