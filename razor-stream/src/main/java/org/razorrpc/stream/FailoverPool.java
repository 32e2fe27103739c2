package org.razorrpc.stream;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.NameResolver;

/**
 * Many addresses of one service; any number of threads call over it at once. Towards each address it behaves as a
 * {@link ClientPool}; which one a call goes to is the {@link Strategy}'s choice, among those that are not known to be down.
 *
 * <p>A call that failed and may be run once more ({@link Outcome}) goes to another address at once, or after a random delay to
 * one where it has been already, within its one deadline, {@link PoolConfig#maxAttempts} and the budget of retries. A call that
 * did not run costs nothing where it goes to an address that is new to it; otherwise a retry costs a token, one for all the
 * calls of a connection that broke. An error of the service's own can send a call elsewhere by a {@link RedirectRule}. The
 * caller hears the last attempt's end; {@link RpcException#attempts} lists them all.
 *
 * <p>A task's {@code encode} runs once an attempt, {@code decode} and {@code responseBlob} at most once an attempt; {@code done} is
 * called once, and {@code released} once.
 */
public final class FailoverPool extends PoolCaller {
    private final Addresses addresses;

    private FailoverPool(PoolContext context, Addresses addresses) {
        super(new PoolCalls(context, addresses));
        this.addresses = addresses;
    }

    private static FailoverPool empty(FailoverConfig config) {
        PoolContext context = new PoolContext(config.pool());
        return new FailoverPool(context, new Addresses(context, config));
    }

    /** A pool of these addresses with the default configuration. */
    public static FailoverPool create(List<String> addresses) {
        return create(addresses, FailoverConfig.DEFAULT);
    }

    /**
     * A pool of these addresses. It connects as calls need it, so this neither blocks nor fails for servers that are away.
     *
     * @param addresses {@code tcp://host:port} and the like, at least one
     * @throws IllegalArgumentException when there is no address, or one has no scheme
     * @throws IllegalStateException when no runtime, codec or transport fits (the message says what was found and what to add)
     */
    public static FailoverPool create(List<String> addresses, FailoverConfig config) {
        FailoverPool pool = empty(config);
        pool.initially(() -> pool.updateAddresses(addresses));
        return pool;
    }

    /**
     * A pool of the addresses behind a name, and of those that will be behind it later. Does not block: calls that come before the
     * first answer wait for it, within their deadlines.
     *
     * @param name as the resolver understands it; {@code dns://host:port} for {@code tcp://} at all addresses of the host
     * @throws IllegalArgumentException when the resolver cannot make sense of the name
     * @throws IllegalStateException when there is no resolver for the name's scheme, or as above
     */
    public static FailoverPool create(String name, FailoverConfig config) {
        NameResolver resolver = config.resolver() == null ? Plugins.resolver(name) : config.resolver();
        FailoverPool pool = empty(config);
        pool.initially(() -> pool.addresses.follow(resolver, name));
        return pool;
    }

    private void initially(Runnable begin) {
        try {
            begin.run();
        } catch (RuntimeException unusable) {
            close();
            throw unusable;
        }
    }

    /**
     * Replaces the addresses. Those that stay keep their connections and state; new ones take calls at once; of those that leave,
     * calls that wait go elsewhere and connections close when their calls are done. Redirects and the resolver change the
     * addresses too: the last one to say something wins.
     *
     * @param newAddresses at least one; their order counts for {@link Strategy#LEADER} alone
     * @throws IllegalArgumentException when there is no address, or one has no scheme; nothing has then changed
     * @throws IllegalStateException when there is no transport for one; nothing has then changed
     */
    public void updateAddresses(Collection<String> newAddresses) {
        addresses.replace(newAddresses);
    }

    /** The addresses that calls can go to now, well or not. */
    public List<String> addresses() {
        return addresses.names();
    }

    /** With {@link Strategy#LEADER} the address that calls go to; otherwise, or when none is known yet, null. */
    public @Nullable String leader() {
        return addresses.leader();
    }
}
