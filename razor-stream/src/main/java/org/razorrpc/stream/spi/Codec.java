package org.razorrpc.stream.spi;

import java.lang.reflect.Type;

/**
 * Turns objects into message bytes and back. Safe for use by any number of threads.
 *
 * <p>Codecs run on I/O threads and under a connection's send lock: they never block and never call razor.
 */
public interface Codec {

    /** The header's format byte: 0 msgpack, 1 Kryo, 2 to 127 reserved, 128 to 255 for plug-ins. */
    int formatId();

    /** The provider's name. */
    String name();

    /**
     * The codec of one type, resolved and checked here so that nothing has to be looked up per message. Callers keep it.
     *
     * @param type a class, or a {@link java.lang.reflect.ParameterizedType}, or an array type; {@code void.class} and
     *     {@code Void.class} are the unit type, whose value is null
     * @throws CodecException when the type cannot be mapped; the message names the component and says what to do
     */
    <T> MessageCodec<T> of(Type type);
}
