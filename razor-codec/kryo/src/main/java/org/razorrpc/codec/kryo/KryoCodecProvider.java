package org.razorrpc.codec.kryo;

import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecProvider;

/**
 * Makes the Kryo codec, format 1. It needs the application's classes, so code makes it and hands it to the client's and the
 * server's configuration: {@code new KryoCodecProvider().create(KryoConfig.builder().register(64, Order.class).build())}.
 */
public final class KryoCodecProvider implements CodecProvider {

    public KryoCodecProvider() {}

    @Override
    public String name() {
        return KryoCodec.NAME;
    }

    /** False: Kryo turns bytes into objects of registered classes, which somebody has to have registered. */
    @Override
    public boolean usableByPresence() {
        return false;
    }

    /**
     * @throws IllegalStateException always: there are no classes that every application has
     */
    @Override
    public Codec create() {
        throw new IllegalStateException(
                "the kryo codec must be told which classes may travel; make it in code with"
                        + " new KryoCodecProvider().create(KryoConfig.builder().register(" + KryoConfig.FIRST_ID
                        + ", YourRecord.class).build()) and set it as the codec of the client's and the server's configuration");
    }

    /** A codec of these classes; it may be shared by any number of clients, servers and threads. */
    public Codec create(KryoConfig config) {
        return new KryoCodec(config);
    }
}
