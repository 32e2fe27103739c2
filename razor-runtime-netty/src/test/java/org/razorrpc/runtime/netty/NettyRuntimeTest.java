package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.RpcRuntimeProvider;
import org.razorrpc.stream.spi.SocketOptions;

@Timeout(60)
class NettyRuntimeTest {

    private static RpcRuntime runtime(String name) {
        return new NettyRuntimeProvider()
                .create(NettyConfig.builder().ioThreads(2).name(name).build());
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    @Test
    void serviceLoaderFindsTheProvider() {
        assertThat(ServiceLoader.load(RpcRuntimeProvider.class))
                .anyMatch(provider -> provider instanceof NettyRuntimeProvider
                        && provider.name().equals("netty")
                        && provider.unavailableReason() == null);
    }

    @Test
    void noEventLoopIsRefused() {
        NettyConfig.Builder builder = NettyConfig.builder().ioThreads(0);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ioThreads is 0");
    }

    @Test
    void tasksRunOnVirtualThreadsThatMayBlock() throws Exception {
        try (RpcRuntime runtime = runtime("virtual")) {
            CompletableFuture<Boolean> virtual = new CompletableFuture<>();
            runtime.execute(() -> virtual.complete(Thread.currentThread().isVirtual() && runtime.mayBlock()));
            assertThat(virtual.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(runtime.mayBlock()).isTrue();
        }
    }

    @Test
    void tasksRunOnPlatformThreadsOrTheUsersExecutorWhereConfigured() throws Exception {
        NettyConfig platform = NettyConfig.builder().virtualThreads(false).build();
        try (RpcRuntime runtime = new NettyRuntimeProvider().create(platform)) {
            CompletableFuture<Boolean> virtual = new CompletableFuture<>();
            runtime.execute(() -> virtual.complete(Thread.currentThread().isVirtual()));
            assertThat(virtual.get(10, TimeUnit.SECONDS)).isFalse();
        }
        ExecutorService own = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("own").factory());
        try (own;
                RpcRuntime runtime = new NettyRuntimeProvider()
                        .create(NettyConfig.builder().executor(own).build())) {
            CompletableFuture<String> name = new CompletableFuture<>();
            runtime.execute(() -> name.complete(Thread.currentThread().getName()));
            assertThat(name.get(10, TimeUnit.SECONDS)).isEqualTo("own");
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void closeClosesStreamsAndListenersWithoutCause(Rig.Net net) throws Exception {
        List<TestHandler> handlers = new ArrayList<>();
        try (Rig rig = new Rig(net).listen()) {
            for (int i = 0; i < 20; i++) {
                handlers.add(rig.connect(new TestHandler()));
                handlers.add(rig.nextAccepted());
            }
        }
        assertThat(threads("test-io")).isZero();
        for (TestHandler handler : handlers) {
            assertThat(handler.closes).hasValue(1);
            assertThat(handler.awaitClosed()).isNull();
        }
    }

    @Test
    void closeFromATaskDoesNotWaitForItself() throws Exception {
        RpcRuntime runtime = runtime("suicidal");
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        long start = System.nanoTime();
        runtime.execute(() -> {
            runtime.close();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    void taskThatWaitsForeverIsInterruptedByClose() throws Exception {
        RpcRuntime runtime = runtime("patient");
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        runtime.execute(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        runtime.close();
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void nothingIsLeftAfterManyConnectionsAndRuntimes(NettyConfig.Transport transport) throws Exception {
        // Classes, native libraries and jars are opened once; they are no leak.
        useAndClose(transport, 10);
        int before = descriptors();
        for (int i = 0; i < 5; i++) {
            useAndClose(transport, 200);
        }
        Await.until("descriptors are back, " + before, () -> descriptors() <= before);
        assertThat(threads("test-")).isZero();
    }

    private static void useAndClose(NettyConfig.Transport transport, int connections) throws Exception {
        try (Rig rig = new Rig(Rig.Net.v4(transport)).listen()) {
            Rig.Opening refused = new Rig.Opening(new TestHandler());
            InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", 1);
            rig.runtime.connect(new ConnectConfig(nobody, Duration.ofSeconds(5), SocketOptions.DEFAULT, null), refused);
            assertThat(refused.failure()).isNotNull();
            for (int i = 0; i < connections; i++) {
                TestHandler client = rig.connect(new TestHandler());
                TestHandler server = rig.nextAccepted();
                client.send(new byte[] {1});
                Await.until("a byte", () -> server.received.get() == 1);
                if (i % 2 == 0) {
                    client.stream().close();
                    client.awaitClosed();
                }
            }
            SocketChannel peer = rig.plainPeer();
            rig.nextAccepted();
            peer.close();
        }
    }

    /** What a program must be started with, so that the JVM and Netty have nothing to say. */
    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void startsWithoutAWordOnStderr(NettyConfig.Transport transport) throws Exception {
        Rig.assumePermitted(transport);
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.razorrpc.runtime.netty.EchoOnce",
                        transport.name())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("echoed" + System.lineSeparator());
    }

    /** The program makes a second runtime, which needs the descriptors of the first. */
    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void eventLoopsAreGivenBackWhenOneCannotBeOpened(NettyConfig.Transport transport) throws Exception {
        Rig.assumePermitted(transport);
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -n 120; exec \"$0\" \"$@\"",
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.razorrpc.runtime.netty.CreateRuntime",
                        transport.name(),
                        "200")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).matches("cannot open event loop \\d+ of 200: .+\\R");
    }
}
