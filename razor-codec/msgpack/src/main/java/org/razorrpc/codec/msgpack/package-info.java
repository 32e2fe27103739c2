/**
 * The codec {@code msgpack}: records, enums and sealed interfaces as serde and rmp-serde's named encoding put them on the wire.
 * {@link org.razorrpc.codec.msgpack.MsgpackCodecProvider} makes it; the annotations say where a type's shape on the wire differs
 * from the default.
 *
 * <p>A record whose components a peer may leave nil marks them with any annotation named {@code Nullable}.
 */
@NullMarked
package org.razorrpc.codec.msgpack;

import org.jspecify.annotations.NullMarked;
