package org.razorrpc.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.codec.msgpack.MsgpackConfig;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/** razor on one stack against the Rust peer; whatever a test opened is closed after it. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.razorrpc.interop.Stack#all")
@Timeout(60)
abstract class InteropTest {
    @Parameter
    Stack stack;

    /** Served by either side. */
    @TempDir
    Path files;

    @TempDir
    Path sockets;

    RpcRuntime runtime;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** As Rust names its fields. */
    static Codec codec() {
        return new MsgpackCodecProvider()
                .create(MsgpackConfig.builder().snakeCase(true).build());
    }

    /** The Rust peer. */
    Path program() {
        return PeerBuild.newest();
    }

    @BeforeEach
    void makeRuntime() {
        program();
        runtime = closedAfterwards(stack.newRuntime());
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    final <T extends AutoCloseable> T closedAfterwards(T resource) {
        opened.push(resource);
        return resource;
    }

    final Peer start(String... arguments) throws IOException {
        return closedAfterwards(Peer.start(program(), arguments));
    }

    /** The address of a proxy before that of a server, both as the Rust crates write them. */
    final String proxy(String server, Proxy.Relay requests, Proxy.Relay responses) throws IOException {
        String address = stack.freshAddress(sockets, "proxy");
        return closedAfterwards(new Proxy(address, server, requests, responses)).address();
    }

    /** What the peer says until its end, which must be a good one. */
    final String output(String... arguments) throws IOException, InterruptedException {
        return Peer.output(program(), arguments);
    }
}
