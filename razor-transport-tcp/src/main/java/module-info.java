/** The transport for {@code tcp://host:port} and {@code unix:///path}, on any runtime. */
module org.razorrpc.transport.tcp {
    requires transitive org.razorrpc.stream;
    requires org.slf4j;
    requires static org.jspecify;

    exports org.razorrpc.transport.tcp;

    provides org.razorrpc.stream.spi.TransportProvider with
            org.razorrpc.transport.tcp.TcpTransportProvider;
}
