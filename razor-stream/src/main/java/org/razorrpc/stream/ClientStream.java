package org.razorrpc.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;

/** One connection to a server; any number of threads call over it at once. Once it is lost or closed it stays so. */
public final class ClientStream implements ClientCaller {
    private final ClientConfig config;
    private final Codec codec;
    private final ClientLink link;

    private ClientStream(ClientConfig config, Codec codec, ClientLink link) {
        this.config = config;
        this.codec = codec;
        this.link = link;
    }

    /** Connects with the default configuration; blocks. */
    public static ClientStream connect(String address) {
        return connect(address, ClientConfig.DEFAULT);
    }

    /**
     * Connects; blocks for {@code connectTimeout} at most.
     *
     * @param address {@code tcp://host:port}, {@code unix:///path}, {@code mem://name}, or what the transports present know
     * @throws RpcException UNREACHABLE, NOT_SENT when there is no connection to be had; CANCELLED on interrupt, whose flag stays
     * @throws IllegalArgumentException when the address makes no sense
     * @throws IllegalStateException when no runtime, codec or transport fits (the message says what was found and what to add),
     *     or when the current thread may not block
     */
    public static ClientStream connect(String address, ClientConfig config) {
        Opening opening = new Opening(address, config);
        opening.requireMayBlock();
        opening.begin();
        return opening.await();
    }

    /** Connects without blocking; fails with what {@link #connect} would throw. Dependents may block. */
    public static CompletableFuture<ClientStream> connectAsync(String address, ClientConfig config) {
        try {
            return new Opening(address, config).begin();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    @Override
    public <Q, R> @Nullable R call(Action<Q, R> action, @Nullable Q request) {
        return BlockingCall.made(link, codec, action, request, CallOptions.NONE).message();
    }

    @Override
    public <Q, R> Reply<R> call(Action<Q, R> action, @Nullable Q request, CallOptions options) {
        return BlockingCall.made(link, codec, action, request, options).reply();
    }

    @Override
    public <Q, R> CompletableFuture<@Nullable R> callAsync(Action<Q, R> action, @Nullable Q request) {
        return new FutureCall<Q, R, @Nullable R>(action, action.codecs(codec), request, CallOptions.NONE, link, false)
                .submit();
    }

    @Override
    public <Q, R> CompletableFuture<Reply<R>> callAsync(Action<Q, R> action, @Nullable Q request, CallOptions options) {
        return new FutureCall<Q, R, Reply<R>>(action, action.codecs(codec), request, options, link, true).submit();
    }

    @Override
    public void send(ClientTask task) {
        link.requireMayBlock();
        ClientTask sent = link.intercepted(task);
        long deadline = link.deadline(sent);
        link.writeWaiting(sent, deadline, config.autoFlush());
    }

    @Override
    public boolean offer(ClientTask task) {
        ClientTask sent = link.intercepted(task);
        if (!link.tryAcquire()) {
            return false;
        }
        return link.write(sent, link.deadline(sent), config.autoFlush());
    }

    @Override
    public CompletableFuture<Void> whenReady() {
        return link.whenReady();
    }

    @Override
    public void flush() {
        link.flush();
    }

    @Override
    public Codec codec() {
        return codec;
    }

    /** Sends a ping; completes with the time to its answer, or exceptionally when the connection ends first. */
    public CompletableFuture<Duration> ping() {
        return link.pings().ping();
    }

    /** Whether calls can be made: false once it was closed or the connection was lost. */
    public boolean isOpen() {
        return link.isOpen();
    }

    /** Completes when the connection is closed, normally; the value says why: null after {@link #close}. */
    public CompletableFuture<@Nullable Throwable> whenClosed() {
        return link.whenClosed();
    }

    @Override
    public ShutdownReport shutdown(Duration atMost) {
        link.requireMayBlock();
        return link.beginShutdown(Durations.nanos(atMost)).await();
    }

    @Override
    public CompletableFuture<ShutdownReport> shutdownAsync(Duration atMost) {
        return link.beginShutdown(Durations.nanos(atMost)).report();
    }

    @Override
    public void close() {
        link.close();
    }

    /** A stream that is being connected. */
    private static final class Opening implements Connecting.Result {
        private final String address;
        private final ClientConfig config;
        private final Connecting connecting;
        private final CompletableFuture<ClientStream> connected = new CompletableFuture<>();

        Opening(String address, ClientConfig config) {
            this.address = address;
            this.config = config;
            connecting = new Connecting(address, config, null, this);
        }

        void requireMayBlock() {
            if (!connecting.runtime().mayBlock()) {
                connecting.abort();
                throw new IllegalStateException("this thread must not wait for a connection: use connectAsync");
            }
        }

        CompletableFuture<ClientStream> begin() {
            connecting.begin();
            return connected;
        }

        @Override
        public void connected(ClientLink link) {
            if (!connected.complete(new ClientStream(config, connecting.codec(), link))) {
                link.close();
            }
        }

        @Override
        public void failed(RpcException failure) {
            connected.completeExceptionally(failure);
        }

        ClientStream await() {
            CallerWait wait = new CallerWait();
            connected.whenComplete((stream, failure) -> wait.signal());
            if (!wait.await()) {
                giveUp();
                throw new RpcException(
                        ErrorCode.CANCELLED, Outcome.NOT_SENT, "interrupted while connecting to " + address);
            }
            if (connected.isCompletedExceptionally()) {
                throw (RpcException) connected.exceptionNow();
            }
            return connected.resultNow();
        }

        private void giveUp() {
            connecting.cancel();
            if (!connected.cancel(false) && !connected.isCompletedExceptionally()) {
                connected.resultNow().close();
            }
        }
    }
}
