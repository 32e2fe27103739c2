package org.razorrpc.stream.spi;

/** Makes an {@link RpcRuntime}. */
public interface RpcRuntimeProvider extends PluginProvider {

    /** A runtime with its default configuration, ready for use; the caller closes it. */
    RpcRuntime create();
}
