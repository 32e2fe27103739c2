/** The codec on Kryo: format 1, for Java on both sides, every class registered under an id. */
module org.razorrpc.codec.kryo {
    requires transitive org.razorrpc.stream;
    requires transitive com.esotericsoftware.kryo;
    requires static org.jspecify;

    exports org.razorrpc.codec.kryo;

    provides org.razorrpc.stream.spi.CodecProvider with
            org.razorrpc.codec.kryo.KryoCodecProvider;
}
