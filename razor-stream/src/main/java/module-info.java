/** The core of razor: calls over multiplexed streams, and the SPIs that codecs, transports and runtimes implement. */
module org.razorrpc.stream {
    requires org.slf4j;
    requires static org.jspecify;

    exports org.razorrpc.stream;
    exports org.razorrpc.stream.spi;

    uses org.razorrpc.stream.spi.CodecProvider;
    uses org.razorrpc.stream.spi.NameResolverProvider;
    uses org.razorrpc.stream.spi.RpcRuntimeProvider;
    uses org.razorrpc.stream.spi.TransportProvider;

    provides org.razorrpc.stream.spi.NameResolverProvider with
            org.razorrpc.stream.DnsResolverProvider;
    provides org.razorrpc.stream.spi.TransportProvider with
            org.razorrpc.stream.MemTransportProvider;
}
