package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
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

    @Test
    void taskThatThrowsHarmsNothing() throws Exception {
        try (RpcRuntime runtime = runtime("throwing")) {
            CountDownLatch later = new CountDownLatch(2);
            runtime.execute(() -> {
                throw new IllegalStateException("broken on purpose");
            });
            runtime.schedule(0, () -> {
                throw new IllegalStateException("broken on purpose");
            });
            runtime.execute(later::countDown);
            runtime.schedule(1, later::countDown);
            assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void timersFireOnceInTimeAndNotWhenCancelled() throws Exception {
        AtomicInteger cancelled = new AtomicInteger();
        try (RpcRuntime runtime = runtime("timers")) {
            CompletableFuture<Long> fired = new CompletableFuture<>();
            CompletableFuture<Boolean> mayBlock = new CompletableFuture<>();
            long start = runtime.nanoTime();
            Cancellable never = runtime.schedule(TimeUnit.MILLISECONDS.toNanos(20), cancelled::incrementAndGet);
            never.cancel();
            never.cancel();
            runtime.schedule(TimeUnit.MILLISECONDS.toNanos(50), () -> {
                mayBlock.complete(runtime.mayBlock());
                fired.complete(runtime.nanoTime());
            });
            assertThat(fired.get(10, TimeUnit.SECONDS) - start).isGreaterThanOrEqualTo(50_000_000L);
            assertThat(mayBlock.join()).isFalse();
            assertThat(cancelled).hasValue(0);
        }
    }

    @Test
    void nothingFiresOrRunsAfterClose() {
        RpcRuntime runtime = runtime("closed");
        AtomicInteger fired = new AtomicInteger();
        runtime.schedule(TimeUnit.MILLISECONDS.toNanos(10), fired::incrementAndGet);
        runtime.close();
        runtime.schedule(0, fired::incrementAndGet).cancel();
        assertThatThrownBy(() -> runtime.execute(fired::incrementAndGet))
                .isInstanceOf(RejectedExecutionException.class);
        ListenConfig config = new ListenConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, 1, SocketOptions.DEFAULT, null);
        assertThatThrownBy(() -> runtime.listen(config, stream -> null)).hasMessageContaining("closed");
        assertThat(fired).hasValue(0);
    }

    @Test
    void eventLoopsMayNotBlock() throws Exception {
        try (Rig rig = new Rig(Rig.Net.EPOLL_V4)) {
            CompletableFuture<Boolean> mayBlock = new CompletableFuture<>();
            rig.serverHandlers = () -> new TestHandler() {
                @Override
                void read(ByteBuffer in) {
                    mayBlock.complete(rig.runtime.mayBlock());
                    keep(in);
                }
            };
            rig.listen();
            rig.connect(new TestHandler()).send(new byte[1]);
            assertThat(mayBlock.get(10, TimeUnit.SECONDS)).isFalse();
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

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void closeFromAnEventLoopDoesNotHang(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net)) {
            rig.serverHandlers = () -> new TestHandler() {
                @Override
                void read(ByteBuffer in) {
                    rig.runtime.close();
                    keep(in);
                }
            };
            rig.listen();
            TestHandler client = rig.connect(new TestHandler());
            client.send(new byte[1]);
            assertThat(client.awaitClosed()).isNull();
            Await.until("its threads are gone", () -> threads("test-") == 0);
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
        Rig.Net net = transport == NettyConfig.Transport.NIO ? Rig.Net.NIO_V4 : Rig.Net.EPOLL_V4;
        try (Rig rig = new Rig(net).listen()) {
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
}
