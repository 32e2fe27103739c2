package org.razorrpc.stream;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.ListeningSocket;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerAcceptor;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls on any number of addresses. All methods may be called from any thread. */
public final class RpcServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

    private static final String INHERITED = "inherited://";

    private final ServerConfig config;
    private final RuntimeLease lease;
    private final RpcRuntime runtime;
    private final ServerContext context;
    private final ServerConnections connections;
    private final Ticker sweep;
    private final LogLimit refusals;
    private final AtomicLong accepted = new AtomicLong();
    private final Queue<Drain> drains = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    /** Under the lock. */
    private final List<Listener> listeners = new ArrayList<>();

    /** It listens nowhere any more. */
    private volatile boolean ending;
    /** No listener hands over another connection. */
    private volatile boolean stopped;

    private volatile boolean closed;

    private RpcServer(ServerConfig config, RuntimeLease lease, List<Codec> codecs) {
        this.config = config;
        this.lease = lease;
        runtime = lease.runtime();
        context = new ServerContext(config, runtime, codecs);
        connections = new ServerConnections(config);
        sweep = new Ticker(runtime, Durations.nanos(config.tick()), new ServerSweep(config, connections));
        refusals = new LogLimit(runtime.nanoTime());
    }

    /** A server with the default configuration. It listens nowhere yet. */
    public static RpcServer create() {
        return create(ServerConfig.DEFAULT);
    }

    /**
     * A server that listens nowhere yet.
     *
     * @throws IllegalStateException when no runtime or codec fits; the message says what was found and what to add
     */
    public static RpcServer create(ServerConfig config) {
        List<Codec> codecs = codecs(config);
        RuntimeLease lease = RuntimeLease.of(config.runtime(), config.runtimeName());
        try {
            return new RpcServer(config, lease, codecs);
        } catch (RuntimeException unusable) {
            lease.release();
            throw unusable;
        }
    }

    private static List<Codec> codecs(ServerConfig config) {
        List<Codec> codecs = new ArrayList<>(config.codecs());
        config.codecNames().forEach(name -> codecs.add(Plugins.codec(name)));
        return codecs.isEmpty() ? List.of(Plugins.codec(null)) : codecs;
    }

    /**
     * Listens on one more address; requests that come there go to {@code dispatch}. May block for as long as binding takes.
     *
     * @param address {@code tcp://host:port} (port 0: any), {@code unix:///path}, {@code mem://name}, or {@code inherited://}: the
     *     listening socket that this process got as its standard input, see {@link ListeningSocket#inherited}
     * @return says the real address; closing it ends the listening alone
     * @throws IOException when the address cannot be bound
     * @throws IllegalArgumentException when the address makes no sense
     * @throws IllegalStateException when the server is shut down or closed, or no transport fits the address
     */
    public Listener listen(String address, Dispatch dispatch) throws IOException {
        if (address.equals(INHERITED)) {
            return listen(ListeningSocket.inherited(), dispatch);
        }
        Transport transport = transport(address);
        return listen(dispatch, acceptor -> transport.listen(runtime, address, config.transportConfig(), acceptor));
    }

    /**
     * Listens on a socket that the application has bound, TCP or Unix. It belongs to the server from then on, as
     * {@link ListeningSocket#of} says.
     *
     * @return says its address; closing it closes the socket
     * @throws IOException when it cannot be accepted on, because it is closed or not bound for instance
     * @throws IllegalArgumentException when the configured transport uses no sockets
     * @throws IllegalStateException when the server is shut down or closed, or no transport is present for {@code tcp://}
     */
    public Listener listen(ServerSocketChannel bound, Dispatch dispatch) throws IOException {
        return listen(ListeningSocket.of(bound), dispatch);
    }

    private Listener listen(ListeningSocket socket, Dispatch dispatch) throws IOException {
        Transport transport = transport("tcp://");
        return listen(dispatch, acceptor -> transport.listen(runtime, socket, config.transportConfig(), acceptor));
    }

    private Transport transport(String address) {
        Transport given = config.transport();
        return given == null ? Plugins.transport(address) : given;
    }

    private Listener listen(Dispatch dispatch, Opening opening) throws IOException {
        refuseWhenEnding();
        Listener listener = opening.listen(connection -> accept(connection, dispatch));
        lock.lock();
        try {
            if (!ending) {
                listeners.add(listener);
                return new ServerListener(listener);
            }
        } finally {
            lock.unlock();
        }
        listener.close();
        refuseWhenEnding();
        throw new AssertionError("the end is for ever");
    }

    private void refuseWhenEnding() {
        if (ending) {
            throw new IllegalStateException("the server is shut down or closed, it listens nowhere any more");
        }
    }

    private @Nullable ServerConnectionHandler accept(ServerConnection connection, Dispatch dispatch) {
        String id = "s" + accepted.incrementAndGet();
        ServerLink link = new ServerLink(context, connection, dispatch, id, this::gone);
        String refusal = connections.admit(link);
        if (refusal != null) {
            context.counters.refusedConnections.increment();
            long leftOut = refusals.permit(runtime.nanoTime());
            if (leftOut >= 0) {
                LOG.warn("{}: connection refused: {} ({} like it not logged)", link.peer(), refusal, leftOut);
            }
            return null;
        }
        sweep.ensureRunning();
        return link;
    }

    private void gone(ServerLink link) {
        connections.remove(link);
        if (connections.size() == 0) {
            closeWhenDrained();
            releaseWhenDone();
        }
    }

    /** A snapshot of its counters. */
    public ServerStats stats() {
        List<ServerLink> open = connections.snapshot();
        ServerCounters counters = context.counters;
        return new ServerStats(
                open.size(),
                open.stream().mapToLong(ServerLink::inFlight).sum(),
                counters.requests.sum(),
                counters.refusedConnections.sum(),
                counters.refusedRequests.sum(),
                counters.failedHandlers.sum(),
                counters.repeatedAnswers.sum());
    }

    /**
     * Closes the listeners, then answers every further request {@code rpc_unreachable}, lets those it has finish, and closes
     * each connection when its client has closed it, all of them when time is up. Connections that waited in a listener's
     * backlog are accepted before and answered alike, so that it is known of their calls that they did not run. Blocks;
     * {@link #close} by another thread, or an interrupt of this one (its flag stays set), ends it early. The server is closed
     * afterwards.
     *
     * @param atMost zero or less: no waiting
     * @return counted from when the first shutdown began
     * @throws IllegalStateException on a thread that must not block, such as a connection's reader: the server runs on
     */
    public ShutdownReport shutdown(Duration atMost) {
        refuseWhereBlockingIsForbidden();
        CallerWait caller = new CallerWait();
        CompletableFuture<ShutdownReport> report = drain(atMost);
        report.whenComplete((done, never) -> caller.signal());
        stopListening();
        if (!caller.await()) {
            close();
            caller.awaitThroughInterrupts();
        }
        return Objects.requireNonNull(report.getNow(null));
    }

    /**
     * {@link #shutdown} that does not block: the listeners are closed by {@link RpcRuntime#execute}, and the report comes when
     * the server is closed. Any thread, a connection's reader as well.
     *
     * @return never fails; completed on an I/O, timer or task thread, or on the one that calls {@link #close}, none of which its
     *     dependents may block. Completing or cancelling it changes nothing about the shutdown.
     */
    public CompletableFuture<ShutdownReport> shutdownAsync(Duration atMost) {
        CompletableFuture<ShutdownReport> report = drain(atMost);
        try {
            runtime.execute(this::stopListening);
        } catch (RejectedExecutionException runtimeClosed) {
            stopListening();
        }
        return report;
    }

    private void refuseWhereBlockingIsForbidden() {
        Thread current = Thread.currentThread();
        if (!runtime.mayBlock() || connections.snapshot().stream().anyMatch(link -> link.isReadBy(current))) {
            throw new IllegalStateException(
                    "shutdown waits, and this thread must not: call it from another one, or call"
                            + " shutdownAsync(...) or close()");
        }
    }

    /** Closes the server when time is up; the listeners are for the caller to close. */
    private CompletableFuture<ShutdownReport> drain(Duration atMost) {
        ending = true;
        long nanos = Math.max(0, Durations.nanos(atMost));
        Drain drain = new Drain(runtime.nanoTime(), runtime.schedule(nanos, this::close), new CompletableFuture<>());
        drains.add(drain);
        if (nanos == 0) {
            close();
        } else if (closed) {
            endDrains();
        }
        return drain.report;
    }

    /**
     * Once a server: returns when the last connection was handed over, where this thread may block for it. Requests are refused
     * only then: a client that is refused comes again at once, and had better find the listener of somebody else.
     */
    private void stopListening() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        List<Listener> open;
        lock.lock();
        try {
            open = List.copyOf(listeners);
            listeners.clear();
        } finally {
            lock.unlock();
        }
        open.forEach(Listener::close);
        context.draining = true;
        stopped = true;
        closeWhenDrained();
    }

    private void closeWhenDrained() {
        if (stopped && !closed && connections.size() == 0) {
            close();
        }
    }

    /** Closes listeners and connections now. Idempotent, never blocks. */
    @Override
    public void close() {
        ending = true;
        context.draining = true;
        connections.seal();
        stopListening();
        closed = true;
        connections.snapshot().forEach(ServerLink::abort);
        endDrains();
        releaseWhenDone();
    }

    private void endDrains() {
        for (Drain drain = drains.poll(); drain != null; drain = drains.poll()) {
            drain.timeout.cancel();
            ServerCounters counters = context.counters;
            drain.report.complete(new ShutdownReport(
                    counters.drained.sum(),
                    counters.refusedWhileDraining.sum(),
                    counters.aborted.sum(),
                    Duration.ofNanos(runtime.nanoTime() - drain.began)));
        }
    }

    /** The runtime goes when the last connection has; called whenever that may have become so. */
    private void releaseWhenDone() {
        if (closed && connections.size() == 0) {
            lease.release();
        }
    }

    /** Has a transport listen. */
    private interface Opening {
        Listener listen(ServerAcceptor acceptor) throws IOException;
    }

    /** A shutdown under way. */
    private record Drain(long began, Cancellable timeout, CompletableFuture<ShutdownReport> report) {}

    /** Forgets the listener when the user closes it. */
    private final class ServerListener implements Listener {
        private final Listener listener;

        ServerListener(Listener listener) {
            this.listener = listener;
        }

        @Override
        public String address() {
            return listener.address();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                listeners.remove(listener);
            } finally {
                lock.unlock();
            }
            listener.close();
        }
    }
}
