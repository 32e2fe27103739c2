package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.StreamOpener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves and connects on a thread of its own. Whoever gives it up (timer, cancel, close of the runtime) while a channel is
 * connecting closes that, and the thread reports it, so that nothing is left by then; while a name is being resolved, which
 * nothing can interrupt, another thread reports at once.
 */
final class ConnectAttempt implements Runnable, Resource, Cancellable {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectAttempt.class);

    private final LoomRuntime runtime;
    private final ConnectConfig config;
    private final StreamOpener opener;
    private final long deadlineNanos;

    // Guards the fields below; held for a few instructions.
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SocketChannel connecting;
    private @Nullable IOException givenUp;
    private boolean reported;

    private Cancellable timeout = () -> {};

    ConnectAttempt(LoomRuntime runtime, ConnectConfig config, StreamOpener opener) {
        this.runtime = runtime;
        this.config = config;
        this.opener = opener;
        deadlineNanos = runtime.nanoTime() + config.timeout().toNanos();
    }

    void start() {
        runtime.adopt(this);
        timeout = runtime.schedule(config.timeout().toNanos(), () -> giveUp(timedOut()));
        try {
            runtime.io().start(thread());
        } catch (OutOfMemoryError e) {
            giveUp(new IOException("no thread is left for it", e));
        }
    }

    @Override
    public void cancel() {
        giveUp(new IOException("cancelled"));
    }

    @Override
    public void close() {
        giveUp(new IOException("the runtime is closed"));
    }

    @Override
    public void run() {
        try {
            if (config.tls() != null) {
                throw new IOException("this runtime has no TLS");
            }
            open(connect());
        } catch (Throwable e) {
            failed(e);
        }
    }

    /**
     * Resolving a name holds a carrier, and the connect of a Unix socket waits for room in the backlog on a platform thread only
     * (it fails on a virtual one): both get a platform thread.
     */
    private Thread thread() {
        String name = runtime.nextName("connect");
        return config.remote() instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? runtime.io().virtual(name, this)
                : runtime.io().platform(name, this);
    }

    private void giveUp(IOException why) {
        SocketChannel channel;
        lock.lock();
        try {
            if (reported || givenUp != null) {
                return;
            }
            givenUp = why;
            channel = connecting;
        } finally {
            lock.unlock();
        }
        if (channel != null) {
            LoomRuntime.closeQuietly(channel);
        } else {
            runtime.io().start(runtime.io().virtual(runtime.nextName("connect"), () -> failed(why)));
        }
    }

    /** Each address gets an equal share of the time that is left, so that a dead first one does not use up all of it. */
    private SocketChannel connect() throws IOException {
        List<SocketAddress> addresses = resolve();
        IOException failure = null;
        for (int i = 0; i < addresses.size(); i++) {
            long share = (deadlineNanos - runtime.nanoTime()) / (addresses.size() - i);
            try {
                return connect(addresses.get(i), share);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure != null ? failure : new UnknownHostException();
    }

    private List<SocketAddress> resolve() throws IOException {
        if (!(config.remote() instanceof InetSocketAddress inet) || !inet.isUnresolved()) {
            return List.of(config.remote());
        }
        List<SocketAddress> resolved = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(inet.getHostString())) {
            resolved.add(new InetSocketAddress(address, inet.getPort()));
        }
        return resolved;
    }

    private SocketChannel connect(SocketAddress address, long nanos) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        try {
            connecting(channel);
            ChannelOptions.apply(channel, config.options());
            if (unix) {
                channel.connect(address);
            } else {
                channel.socket()
                        .connect(address, Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos), 1, Integer.MAX_VALUE));
            }
            return channel;
        } catch (Throwable e) {
            LoomRuntime.closeQuietly(channel);
            throw e;
        }
    }

    private void connecting(SocketChannel channel) throws IOException {
        lock.lock();
        try {
            if (givenUp != null) {
                throw new IOException("given up");
            }
            connecting = channel;
        } finally {
            lock.unlock();
        }
    }

    private void open(SocketChannel channel) throws IOException {
        LoomStream stream = runtime.stream(channel);
        if (!report()) {
            stream.discard();
            throw new IOException("given up");
        }
        end();
        ByteStreamHandler handler;
        try {
            handler = opener.opened(stream);
        } catch (Throwable e) {
            LOG.error("{}: opened threw; the stream is closed", stream, e);
            stream.discard();
            return;
        }
        stream.start(handler);
    }

    /** Returns whether the caller is to tell the opener of success: nobody has given up. */
    private boolean report() {
        lock.lock();
        try {
            boolean wanted = givenUp == null;
            reported |= wanted;
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable why) {
        IOException cause;
        lock.lock();
        try {
            if (reported) {
                return;
            }
            reported = true;
            cause = givenUp != null ? givenUp : readable(why);
        } finally {
            lock.unlock();
        }
        end();
        opener.failed(new IOException(
                "cannot connect to " + Addresses.text(config.remote()) + ": " + Addresses.why(cause), cause));
    }

    private IOException readable(Throwable why) {
        return switch (why) {
            case SocketTimeoutException e -> timedOut();
            case UnknownHostException e -> new IOException("unknown host", e);
            case IOException e -> e;
            default -> new IOException(why.toString(), why);
        };
    }

    private IOException timedOut() {
        return new SocketTimeoutException("no answer within " + config.timeout().toMillis() + " ms");
    }

    private void end() {
        timeout.cancel();
        runtime.forget(this);
    }
}
