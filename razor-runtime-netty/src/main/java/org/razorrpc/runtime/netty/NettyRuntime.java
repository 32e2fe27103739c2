package org.razorrpc.runtime.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.razorrpc.stream.spi.StreamOpener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Event loops for bytes, one thread for time, virtual threads for code that may block. */
final class NettyRuntime implements RpcRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(NettyRuntime.class);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** What tasks get to end by themselves, now that all streams are closed, before they are interrupted. */
    private static final long TASK_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SocketKind kind;
    private final IoLoop[] loops;
    private final AtomicInteger turn = new AtomicInteger();
    private final TaskThreads tasks;
    private final ScheduledThreadPoolExecutor timer;
    private final Random random = new Random();
    private final AtomicBoolean closed = new AtomicBoolean();

    NettyRuntime(NettyConfig config, SocketKind kind) {
        this.kind = kind;
        tasks = new TaskThreads(config);
        timer = new ScheduledThreadPoolExecutor(
                1, body -> new IoThread(body, config.name() + "-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        loops = newLoops(config, kind);
    }

    /** Each holds descriptors from the start: those that were opened are given back when another cannot be. */
    private static IoLoop[] newLoops(NettyConfig config, SocketKind kind) {
        List<IoLoop> opened = new ArrayList<>();
        try {
            while (opened.size() < config.ioThreads()) {
                opened.add(new IoLoop(kind.handlerFactory(), config.name() + "-io-" + opened.size()));
            }
        } catch (RuntimeException e) {
            opened.forEach(IoLoop::shutdown);
            throw new IllegalStateException(
                    "cannot open event loop " + opened.size() + " of " + config.ioThreads() + ": "
                            + Addresses.reason(e),
                    e);
        }
        return opened.toArray(IoLoop[]::new);
    }

    SocketKind kind() {
        return kind;
    }

    IoLoop nextLoop() {
        return loops[Integer.remainderUnsigned(turn.getAndIncrement(), loops.length)];
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
                throw new IOException("the runtime is closed");
            }
            return bind(config, acceptor);
        } catch (IOException | RuntimeException e) {
            throw new IOException("cannot listen on " + Addresses.text(config.local()) + ": " + Addresses.reason(e), e);
        }
    }

    private Listener bind(ListenConfig config, StreamAcceptor acceptor) throws IOException {
        LoopSocket socket;
        UnixSocketFile file = null;
        if (config.local() instanceof UnixDomainSocketAddress unix) {
            UnixSocketFile.checkLength(unix.getPath());
            UnixSocketFile.clear(unix.getPath());
            socket = kind.bind(unix, config);
            file = claimed(unix.getPath(), socket);
        } else {
            socket = kind.bind(resolved((InetSocketAddress) config.local()), config);
        }
        IoLoop loop = nextLoop();
        NettyListener listener = new NettyListener(this, loop, socket, file, config, acceptor);
        if (!loop.tryExecute(listener::start)) {
            listener.close();
            throw new IOException("the runtime is closed");
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
            for (IoLoop loop : loops) {
                loop.shutdown();
            }
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

    private void join(long deadline) throws InterruptedException {
        for (IoLoop loop : loops) {
            loop.join(deadline - System.nanoTime());
        }
        timer.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        tasks.join(TASK_PATIENCE_NANOS, deadline - System.nanoTime());
    }
}
