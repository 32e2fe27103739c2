package org.razorrpc.runtime.netty;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.RpcRuntimeProvider;

/** Makes runtimes on Netty's event loops. */
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
     * @throws IllegalStateException when the transport that the configuration names cannot be used here; the message says why
     */
    public RpcRuntime create(NettyConfig config) {
        return new NettyRuntime(config, SocketKind.of(config.transport()));
    }
}
