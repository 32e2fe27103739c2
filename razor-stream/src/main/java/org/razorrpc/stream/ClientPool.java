package org.razorrpc.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
public final class ClientPool extends PoolCaller {
    private ClientPool(PoolCalls calls) {
        super(calls);
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
        PoolContext context = new PoolContext(config);
        try {
            return new ClientPool(new PoolCalls(context, new OwnAddress(new AddressConnections(context, address))));
        } catch (RuntimeException unusable) {
            context.release();
            throw unusable;
        }
    }

    /** There is one way to go. */
    private record OwnAddress(AddressConnections address, List<AddressConnections> all) implements Router {
        OwnAddress(AddressConnections address) {
            this(address, List.of(address));
        }

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
        public @Nullable String leader() {
            return null;
        }

        @Override
        public void close() {
            address.close();
        }
    }
}
