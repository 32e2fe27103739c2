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

/** One combination of runtime, transport, codec and kind of caller; the suite runs on all of the first three. */
record Stack(String runtimeName, String scheme, String codecName, Caller caller) {

    /** What calls are made with. */
    enum Caller {
        CLIENT_STREAM,
        CLIENT_POOL,
        FAILOVER_POOL
    }

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

    Stack(String runtimeName, String scheme, String codecName) {
        this(runtimeName, scheme, codecName, Caller.CLIENT_STREAM);
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

    /** Both runtimes on TCP, for what takes long. */
    static List<Stack> both() {
        return tcp().stream()
                .filter(stack -> !stack.runtimeName.equals("netty-nio"))
                .toList();
    }

    /** All, and pools in the place of a connection. */
    static List<Stack> callers() {
        List<Stack> stacks = new ArrayList<>(all());
        for (Stack stack : both()) {
            stacks.add(new Stack(stack.runtimeName, stack.scheme, stack.codecName, Caller.CLIENT_POOL));
            stacks.add(new Stack(stack.runtimeName, stack.scheme, stack.codecName, Caller.FAILOVER_POOL));
        }
        return stacks;
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
        String stack = runtimeName + " " + scheme + " " + codecName;
        return caller == Caller.CLIENT_STREAM ? stack : stack + " " + caller;
    }
}
