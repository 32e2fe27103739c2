package org.razorrpc.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.NameListener;
import org.razorrpc.stream.spi.NameResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of a {@link FailoverPool}: which there are, and which one a call goes to.
 *
 * <p>Calls read {@link #current}, which is replaced as a whole. {@link #lock} guards the replacing and is not taken inside of
 * another: inside it the locks of addresses are; connections are closed after it.
 */
final class Addresses implements Router, NameListener {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverPool.class);
    /** A server that redirects to ever new addresses is not followed for ever. */
    private static final int MOST = 1_024;

    private final PoolContext context;
    private final FailoverConfig config;
    private final Choice choice;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<AddressConnections> current = List.of();
    /** Those that were replaced and still have calls. */
    private volatile List<AddressConnections> leaving = List.of();

    private final AtomicReference<@Nullable AddressConnections> leader = new AtomicReference<>();
    private volatile @Nullable Exception unresolved;
    private volatile boolean closed;
    private volatile Cancellable watch = () -> {};

    Addresses(PoolContext context, FailoverConfig config) {
        this.context = context;
        this.config = config;
        choice = new Choice(config.strategy(), context.runtime.random());
    }

    // ---- which there are

    void follow(NameResolver resolver, String name) {
        watch = resolver.watch(context.runtime, name, config.refresh(), this);
    }

    /** Nobody asked for these one by one: one that is no good is left out. */
    @Override
    public void resolved(List<String> names) {
        Set<String> good = new LinkedHashSet<>(names);
        good.removeIf(name -> !isGood(name));
        if (!good.isEmpty() && !closed) {
            replace(good);
        }
    }

    private boolean isGood(String name) {
        try {
            connections(name);
            return true;
        } catch (RuntimeException bad) {
            LOG.warn("{}: an address that was resolved cannot be used: {}", context.id, bad.getMessage());
            return false;
        }
    }

    @Override
    public void failed(Exception cause) {
        LOG.debug("{}: the name was not resolved: {}", context.id, cause.toString());
        unresolved = cause;
    }

    void replace(Collection<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a pool needs at least one address");
        }
        List<AddressConnections> gone;
        lock.lock();
        try {
            List<AddressConnections> before = current;
            List<AddressConnections> next = new ArrayList<>();
            for (String name : new LinkedHashSet<>(names)) {
                next.add(connections(name));
            }
            gone = new ArrayList<>(before);
            gone.removeAll(next);
            List<AddressConnections> allGone = new ArrayList<>(leaving);
            allGone.addAll(gone);
            leaving = List.copyOf(allGone);
            current = List.copyOf(next);
            AddressConnections led = leader.get();
            if (led == null || !next.contains(led)) {
                lead(led, next.getFirst());
            }
        } finally {
            lock.unlock();
        }
        gone.forEach(AddressConnections::drain);
        closeIfTooLate();
    }

    /** A known address, or a new one that is not in the list yet. */
    private AddressConnections connections(String name) {
        AddressConnections known = known(name);
        return known == null ? new AddressConnections(context, name) : known;
    }

    private @Nullable AddressConnections known(String name) {
        for (AddressConnections each : current) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** The address that a redirect names; null: it cannot be used. */
    private @Nullable AddressConnections redirected(String name) {
        AddressConnections known = known(name);
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            List<AddressConnections> before = current;
            AddressConnections target = connections(name);
            if (!before.contains(target)) {
                if (before.size() >= MOST) {
                    LOG.warn("{}: a redirect to {} is not followed, there are {} addresses", context.id, name, MOST);
                    return null;
                }
                List<AddressConnections> next = new ArrayList<>(before);
                next.add(target);
                current = List.copyOf(next);
            }
            return target;
        } catch (RuntimeException bad) {
            LOG.warn(
                    "{}: a redirect cannot be followed: {}",
                    context.id,
                    LogText.escape(String.valueOf(bad.getMessage())));
            return null;
        } finally {
            lock.unlock();
            closeIfTooLate();
        }
    }

    private void closeIfTooLate() {
        if (closed) {
            current.forEach(AddressConnections::close);
        }
    }

    List<String> names() {
        return current.stream().map(AddressConnections::name).toList();
    }

    @Override
    public List<AddressConnections> all() {
        if (leaving.isEmpty()) {
            return current;
        }
        lock.lock();
        try {
            leaving = leaving.stream().filter(each -> !each.isGone()).toList();
            List<AddressConnections> all = new ArrayList<>(current);
            all.addAll(leaving);
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        watch.cancel();
        all().forEach(AddressConnections::close);
    }

    // ---- which one a call goes to

    @Override
    public @Nullable AddressConnections next(@Nullable PooledCall call) {
        List<AddressConnections> all = current;
        if (all.isEmpty()) {
            Exception why = unresolved;
            if (why == null) {
                return null;
            }
            throw new RpcException(
                    ErrorCode.UNREACHABLE, Outcome.NOT_SENT, "no address is known: " + why.getMessage(), null);
        }
        AddressConnections led = leader.get();
        AddressConnections preferred = call == null ? null : call.preferred;
        if (call != null) {
            call.leaderThen = led;
        }
        if (preferred != null && preferred.takesCalls()) {
            return preferred;
        }
        AddressConnections chosen = choice.among(all, led, call);
        if (chosen == null) {
            throw allDown(all);
        }
        return chosen;
    }

    private static RpcException allDown(List<AddressConnections> all) {
        String each = all.stream()
                .limit(8)
                .map(down -> down.unreachable().getMessage())
                .collect(Collectors.joining(", "));
        String text = all.size() == 1 ? each : "all " + all.size() + " addresses are down: " + each;
        return new RpcException(ErrorCode.UNREACHABLE, Outcome.NOT_SENT, text, null);
    }

    /** Where the strategy has no place, any other address will do, but for a leader. */
    @Override
    public @Nullable PooledLink tryAcquire() {
        AddressConnections first = next(null);
        PooledLink taken = first == null ? null : first.tryAcquire();
        if (taken == null && config.strategy() != Strategy.LEADER) {
            for (AddressConnections each : current) {
                taken = each != first && each.takesCalls() ? each.tryAcquire() : null;
                if (taken != null) {
                    break;
                }
            }
        }
        return taken;
    }

    // ---- redirects and the leader

    @Override
    public @Nullable Redirect redirect(PooledCall call, RpcException error) {
        Redirect redirect = asked(error);
        if (redirect instanceof Redirect.GoTo to) {
            AddressConnections target = redirected(to.address());
            if (target == null) {
                return null;
            }
            call.preferred = target;
            AddressConnections answering = call.address();
            if (leader.get() == answering) {
                lead(answering, target);
            }
        }
        return redirect;
    }

    private @Nullable Redirect asked(RpcException error) {
        try {
            return config.redirects().redirect(error);
        } catch (RuntimeException failure) {
            LOG.error("{}: a redirect rule failed", context.id, failure);
            return null;
        }
    }

    /** Another than the leader was asked, since that was down, and answered: it leads, unless there is a new leader already. */
    @Override
    public void answered(PooledCall call) {
        AddressConnections at = call.address();
        AddressConnections then = call.leaderThen;
        if (config.strategy() == Strategy.LEADER && at != null && at != then) {
            lead(then, at);
        }
    }

    private void lead(@Nullable AddressConnections from, AddressConnections to) {
        boolean changed = from != to && leader.compareAndSet(from, to);
        if (changed && from != null && config.strategy() == Strategy.LEADER) {
            context.events.add(listener -> listener.leaderChanged(from.name(), to.name()));
        }
    }

    @Override
    public @Nullable String leader() {
        AddressConnections led = leader.get();
        return config.strategy() == Strategy.LEADER && led != null ? led.name() : null;
    }
}
