package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts on a platform thread, which leaves a closed channel sooner than a virtual one does: the kernel releases an address
 * only when no accept is under way on it.
 */
final class LoomListener implements Listener, Resource, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LoomListener.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long RELEASE_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoomRuntime runtime;
    private final ServerSocketChannel server;
    private final String address;
    private final ListenConfig config;
    private final StreamAcceptor acceptor;
    private final @Nullable UnixSocketFile file;
    private final AcceptRate rate;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean accepting;
    private long loggedNanos;

    private LoomListener(
            LoomRuntime runtime,
            ServerSocketChannel server,
            @Nullable UnixSocketFile file,
            ListenConfig config,
            StreamAcceptor acceptor)
            throws IOException {
        this.runtime = runtime;
        this.server = server;
        this.file = file;
        this.config = config;
        this.acceptor = acceptor;
        address = Addresses.text(server.getLocalAddress());
        rate = new AcceptRate(config.acceptsPerSecond());
        thread = runtime.io().platform(runtime.nextName("accept"), this);
        loggedNanos = runtime.nanoTime() - LOG_EVERY_NANOS;
    }

    static LoomListener bind(LoomRuntime runtime, ListenConfig config, StreamAcceptor acceptor) throws IOException {
        try {
            if (config.tls() != null) {
                throw new IOException("this runtime has no TLS");
            }
            return config.local() instanceof UnixDomainSocketAddress unix
                    ? bindUnix(runtime, unix, config, acceptor)
                    : bindTcp(runtime, config, acceptor);
        } catch (IOException | RuntimeException e) {
            String why = isUnresolved(config.local()) ? "unknown host" : Addresses.why(e);
            throw new IOException("cannot listen on " + Addresses.text(config.local()) + ": " + why, e);
        }
    }

    void start() {
        runtime.io().start(thread);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (file != null) {
            removeFile(file);
        }
        LoomRuntime.closeQuietly(server);
        LockSupport.unpark(thread);
        awaitRelease();
        runtime.forget(this);
    }

    @Override
    public void run() {
        while (!closed.get()) {
            try {
                acceptOne();
            } catch (Throwable e) {
                // Whatever it is, no descriptors or no memory among others: a listener goes on until it is closed.
                pauseAfter(e);
            }
        }
    }

    private static LoomListener bindTcp(LoomRuntime runtime, ListenConfig config, StreamAcceptor acceptor)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(config.local(), config.backlog());
            return new LoomListener(runtime, server, null, config, acceptor);
        } catch (Throwable e) {
            LoomRuntime.closeQuietly(server);
            throw e;
        }
    }

    private static LoomListener bindUnix(
            LoomRuntime runtime, UnixDomainSocketAddress local, ListenConfig config, StreamAcceptor acceptor)
            throws IOException {
        UnixSocketFile.removeStale(local.getPath());
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(local, config.backlog());
            UnixSocketFile file = UnixSocketFile.bound(local.getPath());
            return new LoomListener(runtime, server, file, config, acceptor);
        } catch (Throwable e) {
            LoomRuntime.closeQuietly(server);
            throw e;
        }
    }

    private void acceptOne() throws IOException {
        long wait = rate.waitNanos(runtime.nanoTime());
        // A flag that a callback left behind would close the channel, or make the waits no waits.
        Thread.interrupted();
        if (wait > 0) {
            LockSupport.parkNanos(this, wait);
            return;
        }
        SocketChannel channel = accept();
        rate.accepted(runtime.nanoTime());
        if (closed.get()) {
            LoomRuntime.closeQuietly(channel);
            return;
        }
        LoomStream stream;
        try {
            ChannelOptions.apply(channel, config.options());
            stream = runtime.stream(channel);
        } catch (IOException e) {
            // The peer is gone already.
            LOG.debug("{}: an accepted connection is lost", address, e);
            LoomRuntime.closeQuietly(channel);
            return;
        }
        handOver(stream);
    }

    private SocketChannel accept() throws IOException {
        accepting = true;
        try {
            return server.accept();
        } finally {
            accepting = false;
        }
    }

    /** A signal is on its way to a blocked accept; so that the address is free on return, spins the microseconds it takes. */
    private void awaitRelease() {
        long start = runtime.nanoTime();
        while (accepting && runtime.nanoTime() - start < RELEASE_WAIT_NANOS) {
            Thread.yield();
        }
    }

    private void handOver(LoomStream stream) {
        ByteStreamHandler handler = null;
        try {
            handler = acceptor.accepted(stream);
        } catch (Throwable e) {
            LOG.error("{}: accepted threw; the stream is closed", stream, e);
        }
        if (handler == null) {
            stream.discard();
        } else {
            stream.start(handler);
        }
    }

    private void pauseAfter(Throwable e) {
        if (closed.get()) {
            return;
        }
        long now = runtime.nanoTime();
        if (now - loggedNanos >= LOG_EVERY_NANOS) {
            loggedNanos = now;
            LOG.warn("{}: accepting failed, going on in 100 ms", address, e);
        }
        LockSupport.parkNanos(this, PAUSE_NANOS);
    }

    private void removeFile(UnixSocketFile bound) {
        try {
            bound.remove();
        } catch (IOException e) {
            LOG.warn("{}: the socket file could not be removed", address, e);
        }
    }

    private static boolean isUnresolved(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.isUnresolved();
    }
}
