/** The runtime of razor on Netty's event loops. */
module org.razorrpc.runtime.netty {
    requires transitive org.razorrpc.stream;
    requires org.slf4j;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires static io.netty.transport.classes.io_uring;
    requires jdk.net;
    requires static org.jspecify;

    exports org.razorrpc.runtime.netty;

    provides org.razorrpc.stream.spi.RpcRuntimeProvider with
            org.razorrpc.runtime.netty.NettyRuntimeProvider;
}
