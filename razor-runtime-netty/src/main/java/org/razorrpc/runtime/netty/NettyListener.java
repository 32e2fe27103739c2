package org.razorrpc.runtime.netty;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.ListeningSocket;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket on an event loop; hands what it accepts to all loops in turn. */
final class NettyListener implements Listener, LoopSocket.Events, IoLoop.Member {
    private static final Logger LOG = LoggerFactory.getLogger(NettyListener.class);
    /** Accepts in a row before the streams of the loop get their turn. */
    private static final int ACCEPTS_PER_TURN = 64;

    private static final long ERROR_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RELEASE_SECONDS = 1;

    private final NettyRuntime runtime;
    private final LoopGroup group;
    private final IoLoop loop;
    private final LoopSocket socket;
    private final StreamAcceptor acceptor;
    private final @Nullable UnixSocketFile file;
    private final int backlog;
    /** Others hold the socket as well: what waits in its backlog is theirs. */
    private final boolean inherited;

    private final AcceptRate rate;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch released = new CountDownLatch(1);
    /** Connections on their way to their loops, and one for the listening itself. */
    private final AtomicInteger unsettled = new AtomicInteger(1);

    private boolean closed;
    private long nextLog;

    NettyListener(
            NettyRuntime runtime,
            LoopGroup group,
            LoopSocket socket,
            @Nullable UnixSocketFile file,
            ListenConfig config,
            StreamAcceptor acceptor) {
        this.runtime = runtime;
        this.group = group;
        loop = group.next();
        this.socket = socket;
        this.file = file;
        this.acceptor = acceptor;
        backlog = config.backlog();
        inherited = config.local() instanceof ListeningSocket given && given.isInherited();
        rate = new AcceptRate(config.acceptsPerSecond(), runtime.nanoTime());
        nextLog = runtime.nanoTime();
    }

    /** Begins to accept. @return false when the runtime is closed */
    boolean begin() {
        return loop.tryExecute(this::start);
    }

    private void start() {
        if (closed) {
            return;
        }
        if (!loop.add(this)) {
            loopClosed();
            return;
        }
        try {
            socket.register(loop, this);
        } catch (IOException e) {
            LOG.error("cannot accept on {}", address(), e);
            close();
            return;
        }
        watch();
    }

    @Override
    public String address() {
        return Addresses.text(socket.localAddress());
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            removeFile();
            if (!loop.tryExecute(this::end)) {
                loopClosed();
            } else if (runtime.mayBlock()) {
                awaitRelease();
            }
        }
    }

    /** Before the socket is closed: a file on which nobody listens is anybody's to remove and make anew. */
    private void removeFile() {
        if (file != null) {
            file.removeIfSame();
        }
    }

    /** Whoever connects after close has returned must be refused. */
    private void awaitRelease() {
        try {
            if (!released.await(RELEASE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} is closed as soon as its event loops, which are busy, come to it", address());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void loopClosed() {
        if (closing.compareAndSet(false, true)) {
            removeFile();
        }
        if (!closed) {
            closed = true;
            socket.release();
        }
        released.countDown();
    }

    private void end() {
        if (closed) {
            return;
        }
        if (!inherited) {
            acceptBacklog();
        }
        closed = true;
        socket.release();
        // What is due at once runs after the loop has looked at its sockets again.
        loop.runAfter(0, () -> {
            loop.remove(this);
            settled();
        });
    }

    /** The listening, or the hand-over of a connection, is done. */
    private void settled() {
        if (unsettled.decrementAndGet() == 0) {
            released.countDown();
        }
    }

    /** Closing would reset what the kernel has accepted already, with calls in it perhaps. */
    private void acceptBacklog() {
        try {
            // The kernel holds one more than it was asked to; it is not for ever that others come.
            for (int accepts = 0; accepts <= backlog; accepts++) {
                LoopSocket accepted = socket.accept();
                if (accepted == null) {
                    return;
                }
                handOver(accepted);
            }
        } catch (IOException e) {
            LOG.debug("{}: the rest of the backlog is lost: {}", address(), e.toString());
        }
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        try {
            for (int accepts = 0; accepts < ACCEPTS_PER_TURN && !closing.get(); accepts++) {
                long delay = rate.delayNanos(runtime.nanoTime());
                if (delay > 0) {
                    pause(delay);
                    return;
                }
                LoopSocket accepted = socket.accept();
                if (accepted == null) {
                    return;
                }
                rate.count(runtime.nanoTime());
                handOver(accepted);
            }
        } catch (IOException | RuntimeException e) {
            if (!closing.get()) {
                survive(e);
            }
        }
    }

    private void survive(Exception cause) {
        long now = runtime.nanoTime();
        if (now - nextLog >= 0) {
            nextLog = now + LOG_INTERVAL_NANOS;
            LOG.warn("cannot accept on {}, trying again in 100 ms: {}", address(), cause.toString());
        }
        pause(ERROR_PAUSE_NANOS);
    }

    /** Connections wait in the backlog meanwhile. */
    private void pause(long nanos) {
        watch(false);
        loop.runAfter(nanos, this::watch);
    }

    private void watch() {
        watch(true);
    }

    private void watch(boolean wanted) {
        try {
            if (!closed) {
                socket.interest(wanted, false);
            }
        } catch (IOException e) {
            LOG.error("cannot accept on {} any more", address(), e);
            close();
        }
    }

    private void handOver(LoopSocket accepted) {
        IoLoop target = group.next();
        unsettled.incrementAndGet();
        if (!target.tryExecute(() -> begin(target, accepted))) {
            accepted.release();
            settled();
        }
    }

    private void begin(IoLoop target, LoopSocket accepted) {
        NettyStream stream = new NettyStream(target, accepted);
        ByteStreamHandler handler = null;
        try {
            accepted.register(target, stream);
            handler = acceptor.accepted(stream);
        } catch (IOException e) {
            LOG.warn("cannot take a connection of {}: {}", accepted.remoteAddress(), e.toString());
        } catch (Throwable e) {
            LOG.error("the acceptor of {} failed", address(), e);
        }
        settled();
        if (handler == null) {
            accepted.release();
        } else {
            stream.start(handler);
        }
    }
}
