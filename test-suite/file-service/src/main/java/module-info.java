/** The reference application: serves a directory over razor, and copies trees to it and from it. */
module org.razorrpc.files {
    requires info.picocli;
    requires java.management;
    requires org.razorrpc.codec.kryo;
    requires org.razorrpc.codec.msgpack;
    requires transitive org.razorrpc.stream;
    requires org.slf4j;
    requires static org.jspecify;

    exports org.razorrpc.files;

    opens org.razorrpc.files to
            info.picocli;

    uses org.razorrpc.stream.spi.CodecProvider;
    uses org.razorrpc.stream.spi.RpcRuntimeProvider;
    uses org.razorrpc.stream.spi.TransportProvider;
}
