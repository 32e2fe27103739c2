package org.razorrpc.runtime.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
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
            return NativeSocket.open(remote, EpollSocket::new);
        }

        @Override
        LoopSocket bind(SocketAddress local, ListenConfig config) throws IOException {
            return NativeSocket.bind(local, config, EpollSocket::new);
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
    },
    /** Loads classes of io_uring only once its methods are called: they are often not there. */
    IO_URING {
        @Override
        IoHandlerFactory handlerFactory() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        LoopSocket open(SocketAddress remote) throws IOException {
            return NativeSocket.open(remote, UringSocket::new);
        }

        @Override
        LoopSocket bind(SocketAddress local, ListenConfig config) throws IOException {
            return NativeSocket.bind(local, config, UringSocket::new);
        }
    };

    /** @throws IllegalStateException when it cannot be used here; the message says why and what to do */
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
            case IO_URING -> {
                requireUring();
                yield IO_URING;
            }
        };
    }

    private static void requireUring() {
        try {
            Throwable cause = IoUring.unavailabilityCause();
            if (cause instanceof UnsatisfiedLinkError) {
                throw noUring("add io.netty:netty-transport-native-io_uring for this platform", cause);
            }
            if (cause != null) {
                throw noUring(
                        Addresses.reason(cause)
                                + " (see the sysctl kernel.io_uring_disabled and the container's seccomp profile)",
                        cause);
            }
            if (!IoUring.isPollAddMultishotEnabled()) {
                throw noUring("the kernel has no multishot polls, which came with Linux 5.19", null);
            }
        } catch (NoClassDefFoundError e) {
            throw noUring(
                    "add io.netty:netty-transport-classes-io_uring and io.netty:netty-transport-native-io_uring"
                            + " (on the module path, --add-modules io.netty.transport.classes.io_uring as well)",
                    e);
        }
    }

    private static IllegalStateException noUring(String reason, @Nullable Throwable cause) {
        return new IllegalStateException("io_uring cannot be used here: " + reason + ". Or use transport AUTO.", cause);
    }

    abstract IoHandlerFactory handlerFactory();

    /** A socket, not yet connected, that fits an address. */
    abstract LoopSocket open(SocketAddress remote) throws IOException;

    /** A listening socket at a resolved address. A Unix socket's path is free, or binding fails. */
    abstract LoopSocket bind(SocketAddress local, ListenConfig config) throws IOException;
}
