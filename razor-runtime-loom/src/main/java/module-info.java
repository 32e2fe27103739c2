/** The runtime on virtual threads and plain socket channels. */
module org.razorrpc.runtime.loom {
    requires transitive org.razorrpc.stream;
    requires org.slf4j;
    requires jdk.net;
    requires static org.jspecify;

    exports org.razorrpc.runtime.loom;

    provides org.razorrpc.stream.spi.RpcRuntimeProvider with
            org.razorrpc.runtime.loom.LoomRuntimeProvider;
}
