package org.razorrpc.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls on any number of addresses. All methods may be called from any thread. */
public final class RpcServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

    private final ServerConfig config;
    private final RuntimeLease lease;
    private final RpcRuntime runtime;
    private final ServerContext context;
    private final ServerConnections connections;
    private final Ticker sweep;
    private final LogLimit refusals;
    private final AtomicLong accepted = new AtomicLong();
    private final Queue<CallerWait> shutdowns = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** Under the lock. */
    private final List<Listener> listeners = new ArrayList<>();

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
     * @param address {@code tcp://host:port} (port 0: any), {@code unix:///path}, {@code mem://name}
     * @return says the real address; closing it ends the listening alone
     * @throws IOException when the address cannot be bound
     * @throws IllegalArgumentException when the address makes no sense
     * @throws IllegalStateException when the server is shut down or closed, or no transport fits the address
     */
    public Listener listen(String address, Dispatch dispatch) throws IOException {
        Transport given = config.transport();
        Transport transport = given == null ? Plugins.transport(address) : given;
        refuseWhenDraining();
        Listener listener = transport.listen(
                runtime, address, config.transportConfig(), connection -> accept(connection, dispatch));
        lock.lock();
        try {
            if (!context.draining) {
                listeners.add(listener);
                return new ServerListener(listener);
            }
        } finally {
            lock.unlock();
        }
        listener.close();
        refuseWhenDraining();
        throw new AssertionError("draining does not end");
    }

    private void refuseWhenDraining() {
        if (context.draining) {
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
            signalShutdowns();
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
     * Accepts nothing more, answers every further request {@code rpc_unreachable}, lets those it has finish, and closes each
     * connection when its client has closed it, all of them when time is up. Blocks; {@link #close} by another thread, or an
     * interrupt of this one (its flag stays set), ends it early. The server is closed afterwards.
     *
     * @param atMost zero or less: no waiting
     * @return counted from when the first shutdown began
     * @throws IllegalStateException on a thread that must not block, such as a connection's reader: the server runs on
     */
    public ShutdownReport shutdown(Duration atMost) {
        refuseWhereBlockingIsForbidden();
        long began = runtime.nanoTime();
        stopListening();
        awaitGone(Durations.nanos(atMost));
        close();
        ServerCounters counters = context.counters;
        return new ShutdownReport(
                counters.drained.sum(),
                counters.refusedWhileDraining.sum(),
                counters.aborted.sum(),
                Duration.ofNanos(runtime.nanoTime() - began));
    }

    private void refuseWhereBlockingIsForbidden() {
        Thread current = Thread.currentThread();
        if (!runtime.mayBlock() || connections.snapshot().stream().anyMatch(link -> link.isReadBy(current))) {
            throw new IllegalStateException(
                    "shutdown waits, and this thread must not: call it from another one, or call close()");
        }
    }

    /** Waits until no connection is left, somebody closes the server, or time is up. */
    private void awaitGone(long nanos) {
        if (nanos <= 0) {
            return;
        }
        CallerWait wait = new CallerWait();
        shutdowns.add(wait);
        if (closed || connections.size() == 0) {
            shutdowns.remove(wait);
            return;
        }
        Cancellable timer = runtime.schedule(nanos, wait::signal);
        wait.await();
        timer.cancel();
        shutdowns.remove(wait);
    }

    private void signalShutdowns() {
        CallerWait waiting = shutdowns.poll();
        while (waiting != null) {
            waiting.signal();
            waiting = shutdowns.poll();
        }
    }

    private void stopListening() {
        List<Listener> open;
        lock.lock();
        try {
            context.draining = true;
            open = List.copyOf(listeners);
            listeners.clear();
        } finally {
            lock.unlock();
        }
        connections.seal();
        open.forEach(Listener::close);
    }

    /** Closes listeners and connections now. Idempotent, never blocks. */
    @Override
    public void close() {
        stopListening();
        closed = true;
        connections.snapshot().forEach(ServerLink::abort);
        signalShutdowns();
        releaseWhenDone();
    }

    /** The runtime goes when the last connection has; called whenever that may have become so. */
    private void releaseWhenDone() {
        if (closed && connections.size() == 0) {
            lease.release();
        }
    }

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
