/** Codec: msgpack as serde's named encoding has it, for records, enums and sealed interfaces. */
module org.razorrpc.codec.msgpack {
    requires transitive org.razorrpc.stream;
    requires msgpack.core;
    requires org.objectweb.asm;
    requires static org.jspecify;

    exports org.razorrpc.codec.msgpack;

    provides org.razorrpc.stream.spi.CodecProvider with
            org.razorrpc.codec.msgpack.MsgpackCodecProvider;
}
