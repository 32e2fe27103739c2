package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;

/**
 * What every {@link RpcRuntime} must do. The author of one extends this class, returns a new runtime
 * from {@link #newRuntime}, and runs the inherited tests by JUnit. They use TCP on both loopback addresses and Unix sockets in
 * a temporary directory, and take some seconds.
 */
public abstract class RpcRuntimeContract extends ListenContract {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

    protected RpcRuntimeContract() {}

    @Test
    public void executeRunsElsewhereWhereBlockingIsAllowed() {
        CountDownLatch both = new CountDownLatch(2);
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        AtomicInteger mayNot = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            runtime.execute(() -> {
                threads.add(Thread.currentThread());
                if (!runtime.mayBlock()) {
                    mayNot.incrementAndGet();
                }
                both.countDown();
                // Each waits for the other.
                await(both);
            });
        }
        await(both);
        assertThat(threads).doesNotContain(Thread.currentThread());
        assertThat(mayNot).hasValue(0);
        assertThat(runtime.mayBlock()).isTrue();
    }

    @Test
    public void whatATaskThrowsHarmsNothing() {
        CountDownLatch after = new CountDownLatch(2);
        runtime.execute(RpcRuntimeContract::fail);
        runtime.schedule(0, RpcRuntimeContract::fail);
        runtime.execute(after::countDown);
        runtime.schedule(TICK, after::countDown);
        await(after);
    }

    @Test
    public void scheduledTasksRunOnceNotTooEarlyAndMayNotBlock() {
        long start = runtime.nanoTime();
        AtomicInteger runs = new AtomicInteger();
        AtomicBoolean mayBlock = new AtomicBoolean();
        CountDownLatch last = new CountDownLatch(2);
        long[] ran = new long[1];
        runtime.schedule(5 * TICK, () -> {
            ran[0] = runtime.nanoTime();
            last.countDown();
        });
        runtime.schedule(TICK, () -> {
            runs.incrementAndGet();
            mayBlock.set(runtime.mayBlock());
        });
        runtime.schedule(6 * TICK, last::countDown);
        await(last);
        assertThat(ran[0] - start).isGreaterThanOrEqualTo(5 * TICK);
        assertThat(runs).hasValue(1);
        assertThat(mayBlock).isFalse();
    }

    @Test
    public void aCancelledTaskDoesNotRun() {
        AtomicBoolean ran = new AtomicBoolean();
        CountDownLatch later = new CountDownLatch(1);
        Cancellable task = runtime.schedule(TICK, () -> ran.set(true));
        task.cancel();
        task.cancel();
        Cancellable done = runtime.schedule(2 * TICK, later::countDown);
        await(later);
        done.cancel();
        assertThat(ran).isFalse();
    }

    @Test
    public void scheduledTasksDoNotWaitForIo() throws IOException {
        CountDownLatch ran = new CountDownLatch(1);
        Probe client = watch(new Probe(runtime) {
            @Override
            void whenReadEnd() {
                runtime.schedule(0, ran::countDown);
                RuntimeFixture.await(ran);
            }
        });
        Probe server = probe();
        pair(Net.TCP4, client, server);
        server.send(ByteBuffer.allocate(1));
        client.await(
                "the timer in spite of a stuck callback", () -> client.reads().contains("end"));
        await(ran);
    }

    @Test
    public void randomGivesDifferentValues() {
        Set<Long> values =
                Stream.generate(() -> runtime.random().nextLong()).limit(100).collect(Collectors.toSet());
        assertThat(values).hasSize(100);
    }

    @Test
    public void afterCloseNothingRunsAndNothingOpens() throws IOException {
        AtomicBoolean ran = new AtomicBoolean();
        runtime.schedule(TICK, () -> ran.set(true));
        Listener listener = listen(Net.TCP4.any(directory), probe());
        runtime.close();
        runtime.close();
        runtime.schedule(0, () -> ran.set(true)).cancel();
        runtime.schedule(0, () -> ran.set(true));
        assertThatThrownBy(() -> runtime.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> listen(Net.TCP4.any(directory), probe())).isInstanceOf(IOException.class);
        Opening opening = new Opening(new Probe(runtime));
        runtime.connect(connecting(Net.parse(listener.address())), opening);
        assertThat(opening.await()).isNotNull();
        listener.close();
        try (ExtraRuntime other = new ExtraRuntime()) {
            CountDownLatch later = new CountDownLatch(1);
            other.runtime.schedule(3 * TICK, later::countDown);
            await(later);
        }
        assertThat(ran).isFalse();
    }

    @Test
    public void closeClosesStreamsAndAttemptsUnderWay() throws IOException {
        Probe client = probe();
        Source server = watch(new Source(runtime, () -> true));
        pair(Net.TCP4, client, server);
        client.stream().pauseReading();
        server.stream().requestWrite();
        server.await("bytes in the kernel", () -> server.written > 0);
        runtime.close();
        assertThat(client.awaitClosed().closedCount).isOne();
        assertThat(server.awaitClosed().closedCount).isOne();
    }

    @Test
    public void closeFromItsOwnThreadsDoesNotHang() throws IOException {
        for (int i = 0; i < 4; i++) {
            int by = i;
            try (ExtraRuntime extra = new ExtraRuntime()) {
                CountDownLatch closed = new CountDownLatch(1);
                Runnable close = () -> {
                    extra.runtime.close();
                    closed.countDown();
                };
                switch (by) {
                    case 0 -> extra.runtime.execute(close);
                    case 1 -> extra.runtime.schedule(0, close);
                    default -> extra.closeInACallback(by == 2, close);
                }
                await(closed);
            }
        }
    }

    @Test
    public void closeLeavesNoThreadAndNoDescriptor() throws IOException {
        cycle();
        // What the platform keeps for ever it has by now.
        Set<Thread> threads = threads();
        int descriptors = descriptors();
        for (int i = 0; i < 3; i++) {
            cycle();
        }
        eventually("no thread left: " + threads(), () -> threads.containsAll(threads()));
        eventually("no descriptor left", () -> descriptors() <= descriptors);
    }

    /** A runtime's life: timers, tasks, streams that are open, closed and half-closed, failed attempts. */
    private void cycle() throws IOException {
        try (ExtraRuntime extra = new ExtraRuntime()) {
            extra.runtime.schedule(TimeUnit.HOURS.toNanos(1), () -> {});
            extra.runtime.execute(() -> {});
            for (Net net : Net.values()) {
                extra.streams(net);
            }
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !isOfThePlatform(thread))
                .collect(Collectors.toSet());
    }

    /** Carriers and pollers of virtual threads come and go by themselves. */
    private static boolean isOfThePlatform(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return thread instanceof ForkJoinWorkerThread
                || group == null
                || group.getName().equals("InnocuousThreadGroup")
                || group.getName().equals("system");
    }

    /** Zero where the system does not show them. */
    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static void fail() {
        throw new IllegalStateException("thrown on purpose");
    }

    /** A second runtime within a test, closed with the block. */
    private final class ExtraRuntime implements AutoCloseable {

        private final RpcRuntime runtime = newRuntime();
        private final List<Probe> probes = new ArrayList<>();

        void closeInACallback(boolean read, Runnable close) throws IOException {
            Probe client = new Probe(runtime) {
                @Override
                void whenRead(ByteBuffer in) {
                    super.whenRead(in);
                    if (read) {
                        close.run();
                    }
                }

                @Override
                void whenWritten(long count) {
                    if (!read) {
                        close.run();
                    }
                }
            };
            pair(Net.TCP4, client, new Echo(runtime));
            client.send(ByteBuffer.allocate(1));
        }

        void streams(Net net) throws IOException {
            for (int i = 0; i < 5; i++) {
                Probe client = new Probe(runtime);
                Probe server = new Echo(runtime);
                pair(net, client, server);
                client.send(ByteBuffer.allocate(10));
                client.await("an echo", () -> client.received == 10);
                switch (i) {
                    case 0 -> client.stream().close();
                    case 1 -> client.stream().shutdownOutput();
                    default -> {}
                }
            }
            Listener gone = runtime.listen(listening(net.any(directory)), stream -> null);
            gone.close();
            Opening opening = new Opening(new Probe(runtime));
            runtime.connect(connecting(Net.parse(gone.address())), opening);
            assertThat(opening.await()).isNotNull();
        }

        @Override
        public void close() {
            runtime.close();
            for (Probe probe : probes) {
                assertThat(probe.awaitClosed().violations).isEmpty();
            }
        }

        private void pair(Net net, Probe client, Probe server) throws IOException {
            probes.add(client);
            probes.add(server);
            try (Listener listener = runtime.listen(listening(net.any(directory)), server::attach)) {
                Opening opening = new Opening(client);
                runtime.connect(connecting(Net.parse(listener.address())), opening);
                assertThat(opening.await()).isNull();
                server.await("accepted", server::isOpen);
            }
        }
    }
}
