package org.razorrpc.runtime.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.ListeningSocket;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.razorrpc.stream.spi.StreamOpener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Event loops for bytes, one thread for time, virtual threads for code that may block. */
final class NettyRuntime implements RpcRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(NettyRuntime.class);
    private static final String CLOSED = "the runtime is closed";
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** What tasks get to end by themselves, now that all streams are closed, before they are interrupted. */
    private static final long TASK_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NettyConfig config;
    private final SocketKind kind;
    private final LoopGroup loops;
    private final ReentrantLock lock = new ReentrantLock();
    /** Under the lock. */
    private @Nullable LoopGroup jdkLoops;

    private final TaskThreads tasks;
    private final ScheduledThreadPoolExecutor timer;
    private final Random random = new Random();
    private final AtomicBoolean closed = new AtomicBoolean();

    NettyRuntime(NettyConfig config, SocketKind kind) {
        this.config = config;
        this.kind = kind;
        tasks = new TaskThreads(config);
        timer = new ScheduledThreadPoolExecutor(
                1, body -> new IoThread(body, config.name() + "-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        loops = new LoopGroup(config, kind, config.name() + "-io");
    }

    SocketKind kind() {
        return kind;
    }

    IoLoop nextLoop() {
        return loops.next();
    }

    /** Loops for sockets of the JDK: no other kind of loop can watch them. Opened when they are needed first. */
    private LoopGroup jdkLoops() throws IOException {
        if (kind == SocketKind.NIO) {
            return loops;
        }
        lock.lock();
        try {
            if (closed.get()) {
                throw new IOException(CLOSED);
            }
            if (jdkLoops == null) {
                jdkLoops = new LoopGroup(config, SocketKind.NIO, config.name() + "-nio");
            }
            return jdkLoops;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    @Override
    public boolean mayBlock() {
        return !IoThread.isCurrent();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable task) {
        ScheduledFuture<?> scheduled = timer.schedule(() -> fire(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private void fire(Runnable task) {
        try {
            if (!closed.get()) {
                task.run();
            }
        } catch (Throwable e) {
            LOG.error("a timer's task failed", e);
        }
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Cancellable connect(ConnectConfig config, StreamOpener opener) {
        Connector connector = new Connector(this, nextLoop(), config, opener);
        connector.start();
        return connector;
    }

    @Override
    public Listener listen(ListenConfig config, StreamAcceptor acceptor) throws IOException {
        try {
            if (config.tls() != null) {
                throw new IOException("this runtime has no TLS");
            }
            if (closed.get()) {
                throw new IOException(CLOSED);
            }
            return bind(config, acceptor);
        } catch (IOException | RuntimeException e) {
            throw new IOException("cannot listen on " + Addresses.text(config.local()) + ": " + Addresses.reason(e), e);
        }
    }

    private Listener bind(ListenConfig config, StreamAcceptor acceptor) throws IOException {
        return switch (config.local()) {
            case ListeningSocket bound -> {
                LoopSocket socket = NioSocket.listening(bound, config);
                yield start(jdkLoops(), socket, null, config, acceptor);
            }
            case UnixDomainSocketAddress unix -> {
                if (config.reusePort()) {
                    throw new IOException(
                            "Unix sockets have no SO_REUSEPORT: listen there by a server without reusePort");
                }
                UnixSocketFile.checkLength(unix.getPath());
                UnixSocketFile.clear(unix.getPath());
                LoopSocket socket = kind.bind(unix, config);
                yield start(loops, socket, claimed(unix.getPath(), socket), config, acceptor);
            }
            default -> {
                LoopSocket socket = kind.bind(resolved((InetSocketAddress) config.local()), config);
                yield start(loops, socket, null, config, acceptor);
            }
        };
    }

    private Listener start(
            LoopGroup group,
            LoopSocket socket,
            @Nullable UnixSocketFile file,
            ListenConfig config,
            StreamAcceptor acceptor)
            throws IOException {
        NettyListener listener = new NettyListener(this, group, socket, file, config, acceptor);
        if (!listener.begin()) {
            listener.close();
            throw new IOException(CLOSED);
        }
        return listener;
    }

    private static UnixSocketFile claimed(Path path, LoopSocket socket) throws IOException {
        try {
            return UnixSocketFile.of(path);
        } catch (IOException e) {
            socket.release();
            throw e;
        }
    }

    private static InetSocketAddress resolved(InetSocketAddress address) throws IOException {
        InetSocketAddress resolved =
                address.isUnresolved() ? new InetSocketAddress(address.getHostString(), address.getPort()) : address;
        if (resolved.isUnresolved()) {
            throw new IOException("the host is unknown");
        }
        return resolved;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            groups().forEach(LoopGroup::shutdown);
            timer.shutdownNow();
            tasks.close();
        }
        if (mayBlock()) {
            try {
                join(System.nanoTime() + CLOSE_NANOS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<LoopGroup> groups() {
        lock.lock();
        try {
            return jdkLoops == null ? List.of(loops) : List.of(loops, jdkLoops);
        } finally {
            lock.unlock();
        }
    }

    private void join(long deadline) throws InterruptedException {
        for (LoopGroup group : groups()) {
            group.join(deadline);
        }
        timer.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        tasks.join(TASK_PATIENCE_NANOS, deadline - System.nanoTime());
    }
}
