package org.razorrpc.integration;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.FailoverConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/**
 * Opens and closes connections and pools by the thousand and says what was held before and after. In a process of its own: what others
 * hold would only blur it, and what Netty's leak detector reports is on the process's standard error.
 */
final class LeakProgram {
    private final Stack stack;
    private final Codec codec;
    private final String dead = Ports.address();

    private LeakProgram(Stack stack) {
        this.stack = stack;
        codec = stack.newCodec();
    }

    /** Arguments: the runtime, connections, pools, and "leaky" to forget a buffer of Netty on purpose. */
    public static void main(String[] args) throws Exception {
        LeakProgram program = new LeakProgram(new Stack(args[0], "tcp", "msgpack"));
        program.cycle(50, 50);
        Held before = settled(Held.NOTHING);
        program.cycle(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        if (args.length > 3) {
            forgetABuffer();
        }
        Held after = settled(before);
        reportLeaks();
        System.out.println(before);
        System.out.println(after);
        System.exit(after.isWithin(before) ? 0 : 1);
    }

    private static void forgetABuffer() {
        Objects.requireNonNull(UnpooledByteBufAllocator.DEFAULT.directBuffer(64));
    }

    /** The detector looks at what was collected when a further buffer is made. */
    private static void reportLeaks() {
        for (int i = 0; i < 10; i++) {
            UnpooledByteBufAllocator.DEFAULT.directBuffer(64).release();
        }
    }

    /** What is held once all that ends by itself has ended; waits until it is no more than this, but not for ever. */
    private static Held settled(Held goal) throws IOException {
        Held now = Held.now();
        for (int i = 0; i < 20; i++) {
            System.gc();
            Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            now = Held.now();
            if (now.isWithin(goal)) {
                break;
            }
        }
        return now;
    }

    /** Starts runtimes and a server, does it all, and closes them. */
    private void cycle(int connections, int pools) throws Exception {
        try (RpcRuntime serverRuntime = stack.newRuntime();
                RpcRuntime runtime = stack.newRuntime();
                Member member = Member.start(Ports.address(), serverRuntime, codec)) {
            ClientConfig config =
                    ClientConfig.builder().runtime(runtime).codec(codec).build();
            for (int i = 0; i < connections; i++) {
                connectAndClose(member.address, config, i);
            }
            for (int i = 0; i < pools; i++) {
                openAndClosePools(PoolConfig.builder().client(config).build(), i);
            }
        }
    }

    /** With a call answered, with one under way, and with none. */
    private static void connectAndClose(String address, ClientConfig config, int number) throws Exception {
        try (ClientStream client = ClientStream.connect(address, config)) {
            if (number % 3 == 0) {
                client.call(Member.WHO, new Note(number, ""));
            } else if (number % 3 == 1) {
                client.callAsync(Member.WHO, new Note(number, ""));
            }
        }
    }

    /** Closed while it connects, or when it has found the address to be down. */
    private void openAndClosePools(PoolConfig config, int number) throws Exception {
        List<CompletableFuture<Note>> calls = new ArrayList<>();
        try (ClientPool pool = ClientPool.create(dead, config);
                FailoverPool failover = FailoverPool.create(
                        List.of(dead, Ports.address()),
                        FailoverConfig.builder().pool(config).build())) {
            calls.add(pool.callAsync(Member.WHO, new Note(number, "")));
            calls.add(failover.callAsync(Member.WHO, new Note(number, "")));
            if (number % 2 == 0) {
                awaitFailures(calls);
            }
        }
        awaitFailures(calls);
    }

    private static void awaitFailures(List<CompletableFuture<Note>> calls) throws Exception {
        for (CompletableFuture<Note> call : calls) {
            Throwable failure = call.handle((answer, error) -> error).get(20, TimeUnit.SECONDS);
            if (!(failure instanceof RpcException)) {
                throw new AssertionError("a call to a dead address ended with " + failure);
            }
        }
    }
}
