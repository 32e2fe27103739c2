/**
 * The codec on Kryo: {@link org.razorrpc.codec.kryo.KryoConfig} says which classes may travel and under which ids,
 * {@link org.razorrpc.codec.kryo.KryoCodecProvider} makes the codec. It is never chosen by mere presence.
 */
@NullMarked
package org.razorrpc.codec.kryo;

import org.jspecify.annotations.NullMarked;
