package org.razorrpc.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;

/**
 * The connections to one address; any number of threads call over it at once. Opens connections as calls need them, up to
 * {@link PoolConfig#maxConnections}, spreads calls by what is in flight, closes connections that are idle, and connects again when
 * they are lost.
 *
 * <p>When no connection can be had the address is down: calls fail at once, {@link ErrorCode#UNREACHABLE}, {@link Outcome#NOT_SENT},
 * with its name and the last failure, until a probe succeeds; probes go on by themselves, with a random delay that doubles up to
 * {@link PoolConfig#backoffMax}. A call that failed and may be run once more ({@link Outcome}) is tried again within its deadline,
 * {@link PoolConfig#maxAttempts} and the budget of retries; its {@link RpcException#attempts} tell. Calls in
 * flight on a connection that is lost end as {@link Outcome#UNKNOWN}, and are tried again only where they are declared idempotent.
 *
 * <p>A task's {@code encode} runs once an attempt, {@code decode} and {@code responseBlob} at most once an attempt; {@code done} is
 * called once, and {@code released} once.
 */
public final class ClientPool implements ClientCaller {
    private final PoolContext context;
    private final AddressConnections address;
    private final PoolCalls calls;

    private ClientPool(String address, PoolConfig config) {
        context = new PoolContext(config);
        try {
            this.address = new AddressConnections(context, address);
        } catch (RuntimeException unusable) {
            context.release();
            throw unusable;
        }
        calls = new PoolCalls(context, new OwnAddress());
    }

    /** A pool with the default configuration. Connects with the first call. */
    public static ClientPool create(String address) {
        return create(address, PoolConfig.DEFAULT);
    }

    /**
     * A pool; it connects with the first call, so this neither blocks nor fails for a server that is away.
     *
     * @param address {@code tcp://host:port}, {@code unix:///path}, {@code mem://name}, or what the transports present know
     * @throws IllegalArgumentException when the address has no scheme
     * @throws IllegalStateException when no runtime, codec or transport fits (the message says what was found and what to add)
     */
    public static ClientPool create(String address, PoolConfig config) {
        return new ClientPool(address, config);
    }

    @Override
    public <Q, R> Reply<R> call(Action<Q, R> action, @Nullable Q request, CallOptions options) {
        return BlockingCall.made(calls, codec(), action, request, options).reply();
    }

    @Override
    public <Q, R> CompletableFuture<@Nullable R> callAsync(Action<Q, R> action, @Nullable Q request) {
        return new FutureCall<Q, R, @Nullable R>(
                        action, action.codecs(codec()), request, CallOptions.NONE, calls, false)
                .submit();
    }

    @Override
    public <Q, R> CompletableFuture<Reply<R>> callAsync(Action<Q, R> action, @Nullable Q request, CallOptions options) {
        return new FutureCall<Q, R, Reply<R>>(action, action.codecs(codec()), request, options, calls, true).submit();
    }

    @Override
    public void send(ClientTask task) {
        calls.send(task);
    }

    /**
     * {@inheritDoc} False also while no connection is open yet: one is then being opened.
     */
    @Override
    public boolean offer(ClientTask task) {
        return calls.offer(task);
    }

    /** {@inheritDoc} Exceptionally too when the address is down. */
    @Override
    public CompletableFuture<Void> whenReady() {
        return calls.whenReady();
    }

    @Override
    public void flush() {
        calls.flush();
    }

    @Override
    public Codec codec() {
        return context.codec;
    }

    /** How it stands now. */
    public PoolSnapshot snapshot() {
        return calls.snapshot();
    }

    @Override
    public ShutdownReport shutdown(Duration atMost) {
        return calls.shutdown(Durations.nanos(atMost));
    }

    @Override
    public CompletableFuture<ShutdownReport> shutdownAsync(Duration atMost) {
        return calls.shutdownAsync(Durations.nanos(atMost));
    }

    @Override
    public void close() {
        calls.close();
    }

    /** There is one way to go. */
    private final class OwnAddress implements Router {
        private final List<AddressConnections> all = List.of(address);

        private AddressConnections checked() {
            if (!address.takesCalls()) {
                throw address.unreachable();
            }
            return address;
        }

        @Override
        public AddressConnections next(@Nullable PooledCall call) {
            return checked();
        }

        @Override
        public @Nullable PooledLink tryAcquire() {
            return checked().tryAcquire();
        }

        @Override
        public @Nullable Redirect redirect(PooledCall call, RpcException error) {
            return null;
        }

        @Override
        public void answered(PooledCall call) {}

        @Override
        public List<AddressConnections> all() {
            return all;
        }

        @Override
        public @Nullable String leader() {
            return null;
        }

        @Override
        public void close() {
            address.close();
        }
    }
}
