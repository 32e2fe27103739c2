package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.SocketOptions;
import org.razorrpc.stream.spi.StreamOpener;

/** A runtime a test, and pairs of connected streams on it. After each test no probe has seen the contract broken. */
@Timeout(60)
abstract class RuntimeFixture {

    static final int WAIT_SECONDS = 20;

    @TempDir
    Path directory;

    RpcRuntime runtime;

    private final List<Probe> probes = new ArrayList<>();

    /** A runtime of the kind to be tested, ready for use; the contract closes it. */
    protected abstract RpcRuntime newRuntime();

    @BeforeEach
    void createRuntime() {
        runtime = newRuntime();
    }

    @AfterEach
    void closeRuntimeAndCheckProbes() {
        runtime.close();
        for (Probe probe : probes) {
            if (probe.isOpen()) {
                probe.awaitClosed();
            }
            assertThat(probe.violations).isEmpty();
        }
    }

    /** Its violations fail the test. */
    <P extends Probe> P watch(P probe) {
        probes.add(probe);
        return probe;
    }

    Probe probe() {
        return watch(new Probe(runtime));
    }

    Listener listen(SocketAddress local, Probe accepted) throws IOException {
        return runtime.listen(listening(local), accepted::attach);
    }

    static ListenConfig listening(SocketAddress local) {
        return new ListenConfig(local, 128, 10_000, false, SocketOptions.DEFAULT, null);
    }

    static ConnectConfig connecting(SocketAddress remote) {
        return new ConnectConfig(remote, Duration.ofSeconds(10), SocketOptions.DEFAULT, null);
    }

    /** Connects the two probes by a listener that is closed again. */
    void pair(Net net, Probe client, Probe server) throws IOException {
        try (Listener listener = listen(net.any(directory), server)) {
            connect(listener, client);
            server.await("accepted", server::isOpen);
        }
    }

    void connect(Listener listener, Probe client) {
        Opening opening = new Opening(client);
        runtime.connect(connecting(Net.parse(listener.address())), opening);
        IOException failure = opening.await();
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    /** Something has gone to a peer and back: what was under way before has had its time. */
    void roundTrip(Net net) throws IOException {
        Probe client = probe();
        Probe server = watch(new Probe(runtime) {
            @Override
            void whenRead(ByteBuffer in) {
                super.whenRead(in);
                send(ByteBuffer.allocate(1));
            }
        });
        pair(net, client, server);
        client.send(ByteBuffer.allocate(1));
        client.await("an echo", () -> client.received > 0);
        client.stream().close();
        server.await("the end", () -> server.inputEnded);
        server.stream().close();
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** For what gives no sign of its own: threads and descriptors of the process. */
    static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("no sign of: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Counts what the opener is told. */
    static class Opening implements StreamOpener {

        private final Probe probe;
        private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

        Opening(Probe probe) {
            this.probe = probe;
        }

        @Override
        public ByteStreamHandler opened(ByteStream stream) {
            probe.attach(stream);
            told.add(stream);
            return probe;
        }

        @Override
        public void failed(IOException cause) {
            told.add(cause);
        }

        /** The failure; null when the stream is open. */
        @Nullable
        IOException await() {
            try {
                Object first = told.poll(WAIT_SECONDS, TimeUnit.SECONDS);
                assertThat(first).as("what the opener was told").isNotNull();
                return first instanceof IOException failure ? failure : null;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** After {@link #await}: nothing more came. */
        void assertToldOnce() {
            assertThat(told).isEmpty();
        }
    }
}
