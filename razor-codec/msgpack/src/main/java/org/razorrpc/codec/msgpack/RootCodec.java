package org.razorrpc.codec.msgpack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** A whole message. What goes wrong inside leaves as a CodecException that begins with the type's name. */
final class RootCodec implements MessageCodec<Object> {
    private final WireType type;
    private final Shape shape;
    private final int maxDepth;
    private final Readers readers;

    RootCodec(WireType type, Shape shape, int maxDepth, Readers readers) {
        this.type = type;
        this.shape = shape;
        this.maxDepth = maxDepth;
        this.readers = readers;
    }

    @Override
    public void encode(@Nullable Object value, WireBuffer out) {
        try {
            shape.put(value, out, maxDepth);
        } catch (WireBuffer.Overflow e) {
            throw e;
        } catch (RuntimeException e) {
            throw rooted(type.toString(), e);
        } catch (StackOverflowError e) {
            throw rooted(type.toString(), Malformed.tooDeep());
        }
    }

    @Override
    public @Nullable Object decode(byte[] buf, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buf.length);
        if (length == 0 && type.raw() == Void.class) {
            return null;
        }
        Reader in = readers.take();
        try {
            in.open(buf, offset, length);
            Object value = shape.read(in, maxDepth);
            in.requireEnd();
            return value;
        } catch (RuntimeException e) {
            throw rooted(type.toString(), e);
        } catch (StackOverflowError e) {
            throw rooted(type.toString(), Malformed.tooDeep());
        } finally {
            readers.give(in);
        }
    }

    static CodecException rooted(String name, RuntimeException thrown) {
        Malformed malformed = (Malformed) Malformed.within("", thrown);
        return new CodecException(name + malformed.path() + ": " + malformed.getMessage(), malformed.getCause());
    }
}
