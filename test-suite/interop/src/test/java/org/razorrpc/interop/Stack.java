package org.razorrpc.interop;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.razorrpc.runtime.loom.LoomRuntimeProvider;
import org.razorrpc.runtime.netty.NettyRuntimeProvider;
import org.razorrpc.stream.spi.RpcRuntime;

/** What razor runs on, and how the two processes reach each other. */
record Stack(String runtimeName, String scheme) {

    static Stream<Stack> all() {
        return Stream.of("netty", "loom")
                .flatMap(runtime -> Stream.of("tcp", "unix").map(scheme -> new Stack(runtime, scheme)));
    }

    RpcRuntime newRuntime() {
        return runtimeName.equals("netty") ? new NettyRuntimeProvider().create() : new LoomRuntimeProvider().create();
    }

    /** An address to listen on, as the Rust crates write it: no scheme, and a Unix socket by its path. */
    String freshAddress(Path directory, String name) {
        return scheme.equals("tcp") ? "127.0.0.1:0" : directory.resolve(name).toString();
    }

    /** As razor writes the address. */
    String uri(String address) {
        return scheme + "://" + address;
    }

    /** As the Rust crates write the address. */
    String address(String uri) {
        return uri.substring(scheme.length() + "://".length());
    }

    @Override
    public String toString() {
        return runtimeName + " " + scheme;
    }
}
