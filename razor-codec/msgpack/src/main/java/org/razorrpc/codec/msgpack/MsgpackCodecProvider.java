package org.razorrpc.codec.msgpack;

import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecProvider;

/**
 * Makes the codec {@code msgpack}, format 0: what Rust peers speak. Types are records (generic ones too), enums, sealed
 * interfaces of records, and the JDK's scalars, arrays, collections, maps and optionals; {@code org.msgpack.value.Value} holds
 * what has no type. What else is asked for fails in {@link Codec#of}, with a message that says what to do instead.
 *
 * <p>A record outside the class path's unnamed module must be public in an exported package, or its package be opened to
 * {@code org.razorrpc.codec.msgpack}.
 */
public final class MsgpackCodecProvider implements CodecProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MsgpackCodecProvider() {}

    @Override
    public String name() {
        return MsgpackCodec.NAME;
    }

    @Override
    public Codec create() {
        return create(MsgpackConfig.DEFAULT);
    }

    /** A codec with this configuration. Make one and share it: it compiles each type once, and keeps what it compiled. */
    public Codec create(MsgpackConfig config) {
        return new MsgpackCodec(config);
    }
}
