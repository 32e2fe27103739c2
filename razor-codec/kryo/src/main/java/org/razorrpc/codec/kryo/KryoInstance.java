package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.KryoException;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A Kryo with its input and output. Serves one thread at a time. Whatever fails in it leaves as a CodecException; only the
 * overflow of the buffer passes, since it belongs to whoever set the limit.
 */
final class KryoInstance {
    private final RegisteredKryo kryo;
    private final CheckedInput input = new CheckedInput();
    private final WireOutput output = new WireOutput();

    KryoInstance(KryoConfig config) {
        kryo = new RegisteredKryo(config);
    }

    void encode(Slot slot, @Nullable Object value, WireBuffer out) {
        output.open(out);
        try {
            slot.writeRoot(kryo, output, value);
            output.finish();
        } catch (RuntimeException | StackOverflowError e) {
            throw failed("encode", slot, e);
        } finally {
            output.release();
        }
    }

    Object decode(Slot slot, byte[] buf, int offset, int length) {
        input.open(buf, offset, length);
        try {
            Object value = slot.readRoot(kryo, input);
            input.expectEnd();
            return value;
        } catch (RuntimeException | StackOverflowError e) {
            throw failed("decode", slot, e);
        } finally {
            input.release();
        }
    }

    private RuntimeException failed(String what, Slot slot, Throwable e) {
        kryo.reset();
        // Serializers of Kryo and of users wrap what they catch.
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof WireBuffer.Overflow overflow) {
                return overflow;
            }
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String message = "cannot " + what + " " + slot + ": " + reason.replaceAll("\\s*\\R\\s*", " ");
        boolean expected = e instanceof KryoException && e.getCause() == null;
        return new CodecException(message, expected ? null : e);
    }
}
