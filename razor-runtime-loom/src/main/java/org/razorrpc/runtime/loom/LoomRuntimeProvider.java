package org.razorrpc.runtime.loom;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.RpcRuntimeProvider;

/** Makes runtimes on virtual threads: TCP and Unix domain sockets, named {@code loom}. */
public final class LoomRuntimeProvider implements RpcRuntimeProvider {

    public LoomRuntimeProvider() {}

    @Override
    public String name() {
        return "loom";
    }

    @Override
    public RpcRuntime create() {
        return create(LoomConfig.DEFAULT);
    }

    /** A runtime that is configured so, ready for use; the caller closes it. */
    public RpcRuntime create(LoomConfig config) {
        return new LoomRuntime(config);
    }
}
