package org.razorrpc.runtime.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.SocketAddress;
import org.razorrpc.stream.spi.ListenConfig;

/** What sockets are made of, and the event loops' way to watch them. */
enum SocketKind {
    EPOLL {
        @Override
        IoHandlerFactory handlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        LoopSocket open(SocketAddress remote) throws IOException {
            return EpollSocket.open(remote);
        }

        @Override
        LoopSocket bind(SocketAddress local, ListenConfig config) throws IOException {
            return EpollSocket.bind(local, config);
        }
    },
    NIO {
        @Override
        IoHandlerFactory handlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        LoopSocket open(SocketAddress remote) throws IOException {
            return NioSocket.open(remote);
        }

        @Override
        LoopSocket bind(SocketAddress local, ListenConfig config) throws IOException {
            return NioSocket.bind(local, config);
        }
    };

    static SocketKind of(NettyConfig.Transport transport) {
        return switch (transport) {
            case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
            case NIO -> NIO;
            case EPOLL -> {
                if (!Epoll.isAvailable()) {
                    throw new IllegalStateException(
                            "epoll cannot be used here: " + Epoll.unavailabilityCause()
                                    + ". Use transport AUTO or NIO, or add netty-transport-native-epoll for this platform.",
                            Epoll.unavailabilityCause());
                }
                yield EPOLL;
            }
        };
    }

    abstract IoHandlerFactory handlerFactory();

    /** A socket, not yet connected, that fits an address. */
    abstract LoopSocket open(SocketAddress remote) throws IOException;

    /** A listening socket at a resolved address. A Unix socket's path is free, or binding fails. */
    abstract LoopSocket bind(SocketAddress local, ListenConfig config) throws IOException;
}
