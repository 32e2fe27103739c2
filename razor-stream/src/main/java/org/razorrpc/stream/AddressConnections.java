package org.razorrpc.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.PooledLink.State;
import org.razorrpc.stream.spi.Cancellable;

/**
 * One address of a pool: when connections to it are opened and closed, the one line for all of them, and whether it is well.
 *
 * <p><b>States.</b> {@link AddressState#CLOSED}: calls take a place on a connection or join the line; a connection is opened
 * when there is none free. When the last one is lost the address is <em>suspect</em>: calls wait for one attempt to reconnect.
 * When that fails, or none could be opened in the first place, or the connection is lost before it has answered a call, the
 * address is {@link AddressState#OPEN}: the line is failed and calls fail at once. After a backoff it is
 * {@link AddressState#HALF_OPEN}: a connection and a ping; its answer closes the circuit. An attempt to open one more connection
 * beside others that work changes no state.
 *
 * <p><b>Locks.</b> {@link #lock} guards the states of the address and of its connections. Inside it events are added and timers
 * made; connections are opened and closed, the line failed or served, outside of it. The line's own lock is never held together
 * with it. What callers read on their way, {@link #state} and what {@link PooledLinks} shows them, is volatile.
 *
 * <p><b>No waiter is forgotten.</b> He joins the line first and then looks at the state; whoever takes the address down sets the
 * state first and then fails the line.
 */
final class AddressConnections implements Ticker.Work {
    private final PoolContext context;
    private final String name;
    private final ClientConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final PooledLinks links = new PooledLinks();
    private final Line line = new Line();
    private final Ticker sweep;
    private final long idleNanos;

    private volatile AddressState state = AddressState.CLOSED;
    private volatile boolean suspect;
    private volatile boolean closed;
    private volatile @Nullable Throwable lastFailure;
    /** The one that is being opened or probed; one at a time. */
    private volatile @Nullable PooledLink opening;
    /** No further connection beside others before this time. */
    private volatile long notBefore;

    /** Failures in a row. */
    private int failures;

    private @Nullable Cancellable reconnect;
    private @Nullable Cancellable idleCheck;

    /** Somebody who waits for a place; {@link #link} is where it is. */
    abstract static class Place extends WaitingLine.Waiter {
        @Nullable
        PooledLink link;

        Place(long deadline, boolean takesPlace) {
            super(deadline, takesPlace);
        }
    }

    /**
     * @throws IllegalArgumentException when the address has no scheme
     * @throws IllegalStateException when there is no transport for it
     */
    AddressConnections(PoolContext context, String name) {
        this.context = context;
        this.name = name;
        ClientConfig client = context.client();
        config = client.toBuilder()
                .transport(client.transport() == null ? Plugins.transport(name) : client.transport())
                .build();
        sweep = new Ticker(context.runtime, Durations.nanos(client.tick()), this);
        idleNanos = Durations.nanos(context.config.idleTimeout());
        notBefore = now();
    }

    private long now() {
        return context.runtime.nanoTime();
    }

    String name() {
        return name;
    }

    // ---- for calls

    /** Whether calls may come: otherwise they fail at once. */
    boolean takesCalls() {
        return state == AddressState.CLOSED && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether it has lost its last connection and not yet another one. */
    boolean isSuspect() {
        return suspect;
    }

    /** Calls in flight or waiting. */
    int load() {
        return line.waiting() + links.inFlight();
    }

    /** Where a place was taken without waiting; null: there is none, and another connection is opened where that is possible. */
    @Nullable
    PooledLink tryAcquire() {
        PooledLink taken = line.hasWaiters() ? null : links.take();
        if (taken == null) {
            openAnother();
        }
        return taken;
    }

    /**
     * Joins the line; he may be granted, or failed, before this returns.
     *
     * @param atMost that many who came with such a bound; they fail beyond it
     */
    void join(Place waiter, int atMost) {
        if (!line.join(waiter, atMost)) {
            waiter.fail(ClientLink.overloaded());
            return;
        }
        sweep.ensureRunning();
        openAnother();
        if (!takesCalls()) {
            failLine();
        }
    }

    boolean leave(Place waiter) {
        return line.leave(waiter);
    }

    void placesFreed() {
        line.grantPlaces();
    }

    void flush() {
        links.flush();
    }

    private void failLine() {
        for (WaitingLine.Waiter waiter : line.takeAll()) {
            waiter.fail(unreachable());
        }
    }

    /** Why calls fail here at once. */
    RpcException unreachable() {
        Throwable why = lastFailure;
        String reason = closed ? "takes no calls: it is not in use any more" : "is down";
        return new RpcException(
                ErrorCode.UNREACHABLE,
                Outcome.NOT_SENT,
                name + " " + reason + (why == null ? "" : "; last failure: " + why.getMessage()),
                null);
    }

    /** A call was answered on this connection for the first time. */
    void proven(PooledLink link) {
        lock.lock();
        try {
            link.proven = true;
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    /** A token for retrying the calls of a connection that is lost or draining: one for all of them. */
    boolean payOnce(PooledLink link, RetryBudget budget) {
        lock.lock();
        try {
            Boolean before = link.paid;
            boolean paid = before == null ? budget.take() : before;
            link.paid = paid;
            return paid;
        } finally {
            lock.unlock();
        }
    }

    // ---- opening

    /** Opens one more connection, unless that makes no sense now. Called by every call that finds no place, so it looks first. */
    private void openAnother() {
        if (!mayOpen()) {
            return;
        }
        PooledLink next = null;
        lock.lock();
        try {
            if (mayOpen()) {
                next = newLink();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.open(config);
        }
    }

    private boolean mayOpen() {
        return takesCalls()
                && !suspect
                && opening == null
                && links.inUse() < context.config.maxConnections()
                && !line.hasPlace()
                && now() - notBefore >= 0;
    }

    private PooledLink newLink() {
        PooledLink link = new PooledLink(this);
        links.add(link);
        opening = link;
        return link;
    }

    /** The backoff is over. */
    private void reconnect() {
        PooledLink next = null;
        lock.lock();
        try {
            reconnect = null;
            if (!closed && opening == null && links.inUse() == 0) {
                if (state == AddressState.OPEN) {
                    become(AddressState.HALF_OPEN, null);
                }
                next = newLink();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.open(config);
        }
    }

    void connected(PooledLink link, ClientLink open) {
        State next = State.GONE;
        lock.lock();
        try {
            if (!closed && link.state == State.OPENING) {
                next = state == AddressState.HALF_OPEN ? State.PROBING : State.IN_USE;
                if (next == State.IN_USE) {
                    establish(link, open);
                } else {
                    link.state = next;
                }
            }
        } finally {
            lock.unlock();
        }
        switch (next) {
            case IN_USE -> {
                line.grantPlaces();
                if (line.hasWaiters()) {
                    openAnother(); // They have asked already, when this one was being opened.
                }
            }
            case PROBING -> open.pings().ping().whenComplete((took, failure) -> probed(link, open, failure));
            default -> open.close();
        }
    }

    private void probed(PooledLink link, ClientLink open, @Nullable Throwable failure) {
        boolean answered;
        lock.lock();
        try {
            answered = link.state == State.PROBING && failure == null;
            if (answered) {
                failures = 0;
                establish(link, open);
            }
        } finally {
            lock.unlock();
        }
        if (answered) {
            line.grantPlaces();
        } else {
            open.close();
        }
    }

    /** It can be used. Under the lock. */
    private void establish(PooledLink link, ClientLink open) {
        link.state = State.IN_USE;
        link.wasInUse = true;
        link.idleSince = now();
        opening = null;
        suspect = false;
        links.refresh();
        context.events.add(listener -> listener.connected(name, open.id()));
        become(AddressState.CLOSED, null);
        if (idleCheck == null) {
            scheduleIdleCheck();
        }
    }

    // ---- failing

    /** There is no connection to be had. */
    void failed(PooledLink link, RpcException failure) {
        Throwable cause = failure.getCause();
        outOfUse(link, State.GONE, cause == null ? failure : cause);
    }

    /** It refuses calls, or is closing. */
    void retired(PooledLink link, @Nullable Throwable why) {
        outOfUse(link, State.DRAINING, why);
    }

    void lost(PooledLink link, @Nullable Throwable why) {
        outOfUse(link, State.GONE, why);
    }

    /** A connection, or the attempt to open one, has come to nothing. What was out of use before has no say any more. */
    private void outOfUse(PooledLink link, State next, @Nullable Throwable why) {
        lock.lock();
        try {
            State before = link.state;
            link.state = before == State.GONE ? State.GONE : next;
            if (next == State.GONE) {
                links.remove(link);
                tellLost(link, why);
            }
            if (opening == link) {
                opening = null;
            }
            links.refresh();
            if (!closed && before != State.DRAINING && before != State.GONE) {
                countFailure(before, why == null ? new IOException("the connection takes no calls any more") : why);
            }
        } finally {
            lock.unlock();
        }
        if (!takesCalls()) {
            failLine();
        }
    }

    /** Before anything that follows from it. Under the lock. */
    private void tellLost(PooledLink link, @Nullable Throwable why) {
        if (why != null) {
            lastFailure = why;
        }
        if (link.wasInUse) {
            String id = link.link().id();
            context.events.add(listener -> listener.disconnected(name, id, why));
        }
    }

    private void countFailure(State before, Throwable why) {
        lastFailure = why;
        failures = Math.min(failures + 1, 1_000);
        long delay = context.backoff(failures);
        if (links.inUse() > 0) {
            notBefore = now() + delay;
            return;
        }
        suspect = before == State.IN_USE && failures == 1;
        if (!suspect) {
            become(AddressState.OPEN, why);
        }
        if (reconnect == null && opening == null) {
            reconnect = context.schedule(delay, this::reconnect);
        }
    }

    /** Under the lock. */
    private void become(AddressState next, @Nullable Throwable why) {
        AddressState before = state;
        if (before != next) {
            state = next;
            context.events.add(listener -> listener.stateChanged(name, before, next, why));
        }
    }

    // ---- idle connections, and the line's deadlines

    private void scheduleIdleCheck() {
        idleCheck = context.schedule(Math.max(1, idleNanos / 4), this::closeIdle);
    }

    private void closeIdle() {
        List<PooledLink> idle;
        lock.lock();
        try {
            idleCheck = null;
            if (closed) {
                return;
            }
            idle = links.takeIdle(now(), idleNanos);
            if (links.inUse() > 0) {
                scheduleIdleCheck();
            }
        } finally {
            lock.unlock();
        }
        // A call that took a place meanwhile is still carried: the link closes when it has none.
        idle.forEach(each -> each.link().retire(null));
    }

    @Override
    public boolean isPending() {
        return line.hasWaiters();
    }

    @Override
    public void tick(long now, boolean mayExpire) {
        List<WaitingLine.Waiter> expired = mayExpire ? line.takeExpired(now) : List.of();
        if (!expired.isEmpty()) {
            Completions.onThreadOfItsOwn(
                    context.runtime,
                    () -> expired.forEach(waiter -> waiter.fail(new RpcException(
                            ErrorCode.TIMEOUT,
                            Outcome.NOT_SENT,
                            "the deadline passed while the call waited for a connection to " + name))));
        }
    }

    // ---- the end

    /** Takes no new calls, and closes each connection when its calls are done. */
    void drain() {
        for (PooledLink each : end()) {
            ClientLink open = each.linkIfOpen();
            if (open == null) {
                each.close();
            } else {
                open.retire(null);
            }
        }
        failLine();
    }

    /** Closes everything now. */
    void close() {
        end().forEach(PooledLink::close);
        failLine();
    }

    private List<PooledLink> end() {
        lock.lock();
        try {
            closed = true;
            cancel(reconnect);
            cancel(idleCheck);
            links.drain();
            return links.all();
        } finally {
            lock.unlock();
        }
    }

    private static void cancel(@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Whether nothing is left of it. */
    boolean isGone() {
        lock.lock();
        try {
            return closed && links.all().isEmpty();
        } finally {
            lock.unlock();
        }
    }

    // ---- looking at it

    private List<PooledLink> snapshotLinks() {
        lock.lock();
        try {
            return links.all();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether this thread delivers responses of one of its connections.
     *
     * @throws IllegalStateException from within an encoder of one of them
     */
    boolean isReadHere() {
        return links.isReadHere();
    }

    PoolSnapshot.Address snapshot() {
        List<PoolSnapshot.Connection> connections = new ArrayList<>();
        long now = now();
        int inFlight = 0;
        for (PooledLink each : snapshotLinks()) {
            ClientLink link = each.linkIfOpen();
            if (link != null && each.state != State.PROBING) {
                inFlight += link.inFlight();
                connections.add(new PoolSnapshot.Connection(
                        link.id(),
                        each.state == State.IN_USE,
                        link.inFlight(),
                        Duration.ofNanos(Math.max(0, now - link.pings().lastReceived()))));
            }
        }
        Throwable failure = lastFailure;
        return new PoolSnapshot.Address(
                name,
                state,
                inFlight,
                line.waiting(),
                opening != null || suspect,
                failure == null ? null : String.valueOf(failure.getMessage()),
                List.copyOf(connections));
    }

    /** Who waits for a place on any of the connections. */
    private final class Line extends WaitingLine {
        @Override
        boolean take(Waiter waiter) {
            PooledLink taken = links.take();
            ((Place) waiter).link = taken;
            return taken != null;
        }

        @Override
        boolean hasPlace() {
            return links.hasPlace();
        }
    }
}
