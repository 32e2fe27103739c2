package org.razorrpc.runtime.netty;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.StreamOpener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to connect: resolves the name, then tries one address after the other until one answers or time is up. Apart from
 * resolving, all of it happens on the loop that the stream will live on; only {@code done} is shared, for a loop that has ended.
 */
final class Connector implements Cancellable, LoopSocket.Events, IoLoop.Member {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    /** A Unix socket with a full backlog refuses at once, where TCP would go on trying. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final NettyRuntime runtime;
    private final IoLoop loop;
    private final ConnectConfig config;
    private final StreamOpener opener;
    private final AtomicBoolean done = new AtomicBoolean();
    private final ArrayDeque<SocketAddress> candidates = new ArrayDeque<>();
    private volatile @Nullable Cancellable timer;
    private @Nullable LoopSocket socket;
    private @Nullable SocketAddress trying;
    private @Nullable IOException failure;

    Connector(NettyRuntime runtime, IoLoop loop, ConnectConfig config, StreamOpener opener) {
        this.runtime = runtime;
        this.loop = loop;
        this.config = config;
        this.opener = opener;
    }

    void start() {
        timer = runtime.schedule(config.timeout().toNanos(), this::timeOut);
        onLoop(this::begin);
    }

    @Override
    public void cancel() {
        onLoop(() -> fail(new IOException("connecting to " + name() + " was cancelled")));
    }

    @Override
    public void loopClosed() {
        releaseSocket();
        fail(runtimeClosed());
    }

    private IOException runtimeClosed() {
        return new IOException("cannot connect to " + name() + ": the runtime is closed");
    }

    private String name() {
        return Addresses.text(config.remote());
    }

    private void onLoop(Runnable step) {
        if (!done.get() && !loop.tryExecute(step)) {
            // The loop gives back what it holds of this attempt itself, as the last thing it does.
            report(runtimeClosed());
        }
    }

    private void timeOut() {
        onLoop(() -> {
            IOException last = failure;
            SocketTimeoutException late = new SocketTimeoutException("cannot connect to " + name()
                    + ": no answer within " + config.timeout().toMillis() + " ms");
            if (last != null) {
                late.addSuppressed(last);
            }
            fail(late);
        });
    }

    private void begin() {
        if (done.get()) {
            return;
        }
        if (!loop.add(this)) {
            loopClosed();
        } else if (config.tls() != null) {
            fail(new IOException("cannot connect to " + name() + ": this runtime has no TLS"));
        } else if (config.remote() instanceof InetSocketAddress inet && inet.isUnresolved()) {
            resolveElsewhere(inet);
        } else {
            candidates.add(config.remote());
            next();
        }
    }

    private void resolveElsewhere(InetSocketAddress unresolved) {
        try {
            runtime.execute(() -> resolve(unresolved.getHostString(), unresolved.getPort()));
        } catch (RuntimeException e) {
            fail(new IOException("cannot resolve " + name() + ": no thread for it", e));
        }
    }

    private void resolve(String host, int port) {
        try {
            InetAddress[] found = InetAddress.getAllByName(host);
            onLoop(() -> {
                for (InetAddress address : found) {
                    candidates.add(new InetSocketAddress(address, port));
                }
                next();
            });
        } catch (UnknownHostException e) {
            onLoop(() -> fail(new IOException("cannot connect to " + name() + ": the host is unknown", e)));
        }
    }

    /** Tries the next address. */
    private void next() {
        SocketAddress address = candidates.poll();
        if (done.get()) {
            return;
        }
        if (address == null) {
            fail(failure == null ? new IOException("cannot connect to " + name() + ": no address") : failure);
            return;
        }
        trying = address;
        try {
            if (address instanceof UnixDomainSocketAddress unix) {
                UnixSocketFile.checkLength(unix.getPath());
            }
            LoopSocket opened = runtime.kind().open(address);
            socket = opened;
            opened.apply(config.options());
            boolean connected = opened.connect(address);
            opened.register(loop, this);
            if (connected) {
                succeed(opened);
            } else {
                opened.interest(false, true);
            }
        } catch (IOException | RuntimeException e) {
            failed(address, e);
        }
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        LoopSocket pending = socket;
        if (pending == null || trying == null) {
            return;
        }
        try {
            if (pending.finishConnect()) {
                succeed(pending);
            }
        } catch (IOException | RuntimeException e) {
            failed(trying, e);
        }
    }

    private void failed(SocketAddress address, Exception cause) {
        releaseSocket();
        if (address instanceof UnixDomainSocketAddress && isBacklogFull(cause)) {
            candidates.addFirst(address);
            loop.runAfter(RETRY_NANOS, this::next);
            return;
        }
        IOException error =
                new IOException("cannot connect to " + Addresses.text(address) + ": " + reason(cause), cause);
        if (failure != null) {
            error.addSuppressed(failure);
        }
        failure = error;
        next();
    }

    /** EAGAIN. The JDK gives no errno, only the system's words. */
    private static boolean isBacklogFull(Exception cause) {
        String message = Addresses.reason(cause);
        return message.contains("error(-11)") || message.contains("Resource temporarily unavailable");
    }

    private static String reason(Exception cause) {
        if (cause instanceof FileNotFoundException) {
            return "there is no such file";
        }
        return Addresses.reason(cause);
    }

    private void succeed(LoopSocket connected) {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        leave();
        socket = null;
        NettyStream stream = new NettyStream(loop, connected);
        connected.events(stream);
        ByteStreamHandler handler;
        try {
            handler = opener.opened(stream);
        } catch (Throwable e) {
            LOG.error("the opener of a stream to {} failed, closing it", name(), e);
            connected.release();
            return;
        }
        stream.start(handler);
    }

    private void fail(IOException cause) {
        if (!done.get()) {
            leave();
            releaseSocket();
            report(cause);
        }
    }

    private void report(IOException cause) {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        try {
            opener.failed(cause);
        } catch (Throwable e) {
            LOG.error("the opener of a stream to {} failed", name(), e);
        }
    }

    private void leave() {
        Cancellable running = timer;
        if (running != null) {
            running.cancel();
        }
        loop.remove(this);
    }

    private void releaseSocket() {
        if (socket != null) {
            socket.release();
            socket = null;
        }
    }
}
