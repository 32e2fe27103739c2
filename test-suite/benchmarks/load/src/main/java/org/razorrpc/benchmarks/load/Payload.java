package org.razorrpc.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What peers send and answer: a message of 32 bytes is echoed, a blob is answered by nothing. */
public final class Payload {
    public static final int MESSAGE = 32;
    public static final int BLOB = 64 << 10;

    private static final byte[] NOTHING = new byte[0];

    private Payload() {}

    /** A request of that many bytes. */
    public static byte[] request(int bytes) {
        byte[] request = new byte[bytes];
        Arrays.fill(request, (byte) 0x5a);
        return request;
    }

    /** Writes the call's number into its first eight bytes, so that the answer of another call is not taken for its own. */
    public static void number(byte[] request, long number) {
        for (int i = 0; i < Long.BYTES; i++) {
            request[i] = (byte) (number >>> (Byte.SIZE * i));
        }
    }

    /** The server's answer. */
    public static byte[] answer(byte[] request) {
        return isEchoed(request.length) ? request : NOTHING;
    }

    /**
     * Whether a request of that many bytes is echoed, or answered by nothing.
     *
     * @throws IllegalStateException when there is none of that length
     */
    public static boolean isEchoed(int bytes) {
        if (bytes != MESSAGE && bytes != BLOB) {
            throw new IllegalStateException("a request of " + bytes + " bytes arrived");
        }
        return bytes == MESSAGE;
    }

    /** @throws IllegalStateException when that is not the answer to the request */
    public static void requireAnswer(byte[] request, byte[] answer) {
        if (!Arrays.equals(answer(request), answer)) {
            throw wrong(request, answer.length);
        }
    }

    /** @throws IllegalStateException when what the buffer holds is not the answer to the request */
    public static void requireAnswer(byte[] request, ByteBuffer answer) {
        if (!ByteBuffer.wrap(answer(request)).equals(answer)) {
            throw wrong(request, answer.remaining());
        }
    }

    private static IllegalStateException wrong(byte[] request, int bytes) {
        return new IllegalStateException(
                "a request of " + request.length + " bytes was answered wrongly, by " + bytes + " bytes");
    }
}
