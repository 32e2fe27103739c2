package org.razorrpc.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.razorrpc.codec.kryo.KryoCodecProvider;
import org.razorrpc.codec.kryo.KryoConfig;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.runtime.loom.LoomRuntimeProvider;
import org.razorrpc.runtime.netty.NettyConfig;
import org.razorrpc.runtime.netty.NettyRuntimeProvider;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/** One combination of runtime, transport and codec; the suite runs on all of them. */
record Stack(String runtimeName, String scheme, String codecName) {

    private static final AtomicInteger COUNT = new AtomicInteger();
    /** Empty again when the tests are over: servers remove their sockets. */
    private static final Path SOCKETS = socketDirectory();

    private static Path socketDirectory() {
        try {
            Path directory = Files.createTempDirectory("razor");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Stack> all() {
        List<Stack> stacks = new ArrayList<>();
        for (String runtime : runtimes()) {
            for (String scheme : List.of("tcp", "unix")) {
                for (String codec : List.of("msgpack", "kryo")) {
                    stacks.add(new Stack(runtime, scheme, codec));
                }
            }
        }
        stacks.add(new Stack("loom", "mem", "msgpack"));
        return stacks;
    }

    /** Every runtime on real sockets, for what does not depend on the codec. */
    static List<Stack> sockets() {
        return all().stream()
                .filter(stack -> stack.codecName.equals("msgpack") && !stack.scheme.equals("mem"))
                .toList();
    }

    /** Every runtime on TCP. */
    static List<Stack> tcp() {
        return sockets().stream().filter(stack -> stack.scheme.equals("tcp")).toList();
    }

    static List<String> runtimes() {
        return List.of("netty", "netty-nio", "loom");
    }

    RpcRuntime newRuntime() {
        return switch (runtimeName) {
            case "netty" -> new NettyRuntimeProvider().create();
            case "netty-nio" ->
                new NettyRuntimeProvider()
                        .create(NettyConfig.builder()
                                .transport(NettyConfig.Transport.NIO)
                                .build());
            case "loom" -> new LoomRuntimeProvider().create();
            default -> throw new IllegalArgumentException(runtimeName);
        };
    }

    Codec newCodec() {
        return codecName.equals("msgpack")
                ? new MsgpackCodecProvider().create()
                : new KryoCodecProvider()
                        .create(KryoConfig.builder()
                                .register(100, Note.class)
                                .register(101, Quota.class)
                                .register(102, Fault.class)
                                .build());
    }

    /** An address to listen on that nobody else uses. */
    String freshAddress() {
        return switch (scheme) {
            case "tcp" -> "tcp://127.0.0.1:0";
            case "unix" -> "unix://" + SOCKETS.resolve("socket-" + COUNT.incrementAndGet());
            default -> "mem://" + COUNT.incrementAndGet();
        };
    }

    @Override
    public String toString() {
        return runtimeName + " " + scheme + " " + codecName;
    }
}
