package org.razorrpc.runtime.netty;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.RpcRuntimeProvider;

/**
 * Makes runtimes on Netty's event loops.
 *
 * <p>epoll loads a native library, which recent JVMs warn of unless they are started with
 * {@code --enable-native-access=ALL-UNNAMED} (or a manifest with {@code Enable-Native-Access: ALL-UNNAMED}). On the module path
 * that is {@code --enable-native-access=io.netty.common}, and the library's own module must be added, such as
 * {@code --add-modules io.netty.transport.epoll.linux.x86_64}; without it the runtime falls back to NIO. All of this holds for
 * io_uring as well, whose modules are {@code io.netty.transport.classes.io_uring} and the one of its native library; it is used
 * only where {@link NettyConfig} says so.
 */
public final class NettyRuntimeProvider implements RpcRuntimeProvider {

    /** For {@link java.util.ServiceLoader}. */
    public NettyRuntimeProvider() {}

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public RpcRuntime create() {
        return create(NettyConfig.DEFAULT);
    }

    /**
     * A runtime with this configuration, ready for use; the caller closes it.
     *
     * @throws IllegalStateException when the transport that the configuration names cannot be used here, or when there
     *     are too few descriptors for its event loops; the message says why
     */
    public RpcRuntime create(NettyConfig config) {
        return new NettyRuntime(config, SocketKind.of(config.transport()));
    }
}
