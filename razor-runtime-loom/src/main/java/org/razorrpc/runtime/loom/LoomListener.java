package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts on a platform thread, which waits on a selector and not in accept: it can be woken without closing the socket, and so
 * take what is still in the backlog before it does.
 */
final class LoomListener implements Listener, Resource, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LoomListener.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RELEASE_SECONDS = 1;

    private final LoomRuntime runtime;
    private final BoundChannel server;
    private final Selector selector;
    private final String address;
    private final ListenConfig config;
    private final StreamAcceptor acceptor;
    private final AcceptRate rate;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch released = new CountDownLatch(1);
    private long loggedNanos;

    private LoomListener(
            LoomRuntime runtime, BoundChannel server, Selector selector, ListenConfig config, StreamAcceptor acceptor)
            throws IOException {
        this.runtime = runtime;
        this.server = server;
        this.selector = selector;
        this.config = config;
        this.acceptor = acceptor;
        address = Addresses.text(server.channel().getLocalAddress());
        server.channel().register(selector, SelectionKey.OP_ACCEPT);
        rate = new AcceptRate(config.acceptsPerSecond());
        thread = runtime.io().platform(runtime.nextName("accept"), this);
        loggedNanos = runtime.nanoTime() - LOG_EVERY_NANOS;
    }

    /** Accepts from now on. */
    static LoomListener start(LoomRuntime runtime, ListenConfig config, StreamAcceptor acceptor) throws IOException {
        Selector selector = Selector.open();
        BoundChannel server = null;
        try {
            server = BoundChannel.open(config);
            LoomListener listener = new LoomListener(runtime, server, selector, config, acceptor);
            runtime.io().start(listener.thread);
            return listener;
        } catch (Throwable e) {
            LoomRuntime.closeQuietly(selector);
            if (server != null) {
                server.close();
            }
            throw e;
        }
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
        UnixSocketFile file = server.file();
        if (file != null) {
            removeFile(file);
        }
        selector.wakeup();
        LockSupport.unpark(thread);
        if (runtime.mayBlock()) {
            awaitRelease();
        }
        runtime.forget(this);
    }

    /** So that the address is free on return. */
    private void awaitRelease() {
        try {
            if (!released.await(RELEASE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} is closed as soon as its acceptor, which is busy, has returned", address);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (goesOn()) {
                acceptOrWait();
            }
            if (!server.inherited() && !runtime.isClosed()) {
                acceptBacklog();
            }
        } finally {
            release();
        }
    }

    /** A socket that was handed over may be closed by the one who did. */
    private boolean goesOn() {
        return !closed.get() && server.channel().isOpen();
    }

    private void acceptOrWait() {
        try {
            long wait = rate.waitNanos(runtime.nanoTime());
            // A flag that a callback left behind would make the waits no waits.
            Thread.interrupted();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else if (!acceptOne()) {
                selector.select();
                selector.selectedKeys().clear();
            }
        } catch (Throwable e) {
            // Whatever it is, no descriptors or no memory among others: a listener goes on until it is closed.
            pauseAfter(e);
        }
    }

    /** Closing would reset what the kernel has accepted already, with calls in it perhaps. */
    private void acceptBacklog() {
        try {
            // The kernel holds one more than it was asked to; it is not for ever that others come.
            for (int i = 0; i <= config.backlog(); i++) {
                if (!acceptOne()) {
                    return;
                }
            }
        } catch (Throwable e) {
            LOG.debug("{}: the rest of the backlog is lost", address, e);
        }
    }

    private void release() {
        // First, since a channel that is registered closes no sooner than its selector looks at it again.
        LoomRuntime.closeQuietly(selector);
        server.close();
        released.countDown();
    }

    /** False: none waits. */
    private boolean acceptOne() throws IOException {
        SocketChannel channel = server.channel().accept();
        if (channel == null) {
            return false;
        }
        rate.accepted(runtime.nanoTime());
        LoomStream stream;
        try {
            ChannelOptions.apply(channel, config.options());
            stream = runtime.stream(channel);
        } catch (IOException e) {
            // The peer is gone already.
            LOG.debug("{}: an accepted connection is lost", address, e);
            LoomRuntime.closeQuietly(channel);
            return true;
        }
        handOver(stream);
        return true;
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
        if (!goesOn()) {
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
}
