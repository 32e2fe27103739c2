package org.razorrpc.stream;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;

/**
 * The calls of a pool, from submission to their end: takes them, keeps those that wait for their next attempt, counts them, and
 * ends them when the pool closes. Where they go is the {@link Router}'s business, how they go on {@link PooledCall}'s.
 *
 * <p>{@link #lock} guards the set of parked calls and is held for nothing else.
 */
final class PoolCalls implements CallPath, ShuttingDown.Calls {
    /** How soon to look again for an address where none is known yet. */
    static final long ASK_AGAIN_NANOS = 20_000_000;

    private final PoolContext context;
    private final Router router;
    private final RetryBudget budget;
    private final Completions completions;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final List<ShuttingDown> shutdowns = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Parked> parked = new LinkedHashSet<>();
    /** Takes no new calls. */
    private volatile boolean draining;

    private volatile boolean closed;

    /** A call between two attempts. To take it out of the set is to own the call. */
    static final class Parked {
        private final PooledCall call;
        private volatile @Nullable Cancellable timer;

        private Parked(PooledCall call) {
            this.call = call;
        }
    }

    PoolCalls(PoolContext context, Router router) {
        this.context = context;
        this.router = router;
        budget = new RetryBudget(context.config.retryTokens(), context.config.tokensPerSuccess());
        completions =
                new Completions(context.id, context.runtime, context.client().callbackExecutor());
    }

    PoolContext context() {
        return context;
    }

    Router router() {
        return router;
    }

    RetryBudget budget() {
        return budget;
    }

    int maxAttempts() {
        return context.config.maxAttempts();
    }

    long now() {
        return context.runtime.nanoTime();
    }

    long deadline(ClientTask task) {
        return ClientLink.deadline(context.client(), context.runtime, task);
    }

    // ---- submitting

    @Override
    public void requireMayBlock() {
        ClientLink.requireMayBlock(isReadHere(), context.runtime);
    }

    /** Whether this thread delivers responses of this pool; refuses one that is encoding for it. */
    private boolean isReadHere() {
        boolean readHere = false;
        for (AddressConnections each : router.all()) {
            readHere |= each.isReadHere();
        }
        return readHere;
    }

    @Override
    public PooledCall prepared(TypedCall<?, ?> call) {
        isReadHere();
        int atMostInLine = call instanceof BlockingCall
                ? Integer.MAX_VALUE
                : context.client().maxWaiting();
        return new PooledCall(this, ClientLink.intercepted(context.client(), call), call, true, atMostInLine);
    }

    private PooledCall prepared(ClientTask task) {
        ClientTask intercepted = ClientLink.intercepted(context.client(), task);
        return new PooledCall(this, intercepted, null, context.client().autoFlush(), Integer.MAX_VALUE);
    }

    @Override
    public WaitingLine.@Nullable Waiter submit(ClientTask sent, TypedCall<?, ?> call) {
        start((PooledCall) sent);
        return null;
    }

    @Override
    public void submitWaiting(ClientTask sent, BlockingCall<?, ?> call) {
        start((PooledCall) sent);
    }

    /** Begins a call; it hears its end, whatever that is. */
    void start(PooledCall call) {
        underWay.incrementAndGet();
        if (draining) {
            refused.incrementAndGet();
            call.conclude(closedError());
        } else {
            call.attempt();
        }
    }

    private RpcException closedError() {
        return new RpcException(ErrorCode.UNREACHABLE, Outcome.NOT_SENT, context.id + " takes no calls: it was closed");
    }

    void send(ClientTask task) {
        requireMayBlock();
        prepared(task).send();
    }

    boolean offer(ClientTask task) {
        isReadHere();
        PooledCall call = prepared(task);
        underWay.incrementAndGet();
        boolean sent = false;
        try {
            sent = offer(call);
        } finally {
            if (!sent) {
                ended();
            }
        }
        return sent;
    }

    private boolean offer(PooledCall call) {
        if (draining) {
            refused.incrementAndGet();
            throw closedError();
        }
        for (PooledLink place = router.tryAcquire(); place != null; place = router.tryAcquire()) {
            try {
                return call.offer(place);
            } catch (RpcException notWritten) {
                // A connection that closes as the place is taken is out of use now: there may be another.
                if (notWritten.code() != ErrorCode.UNREACHABLE) {
                    throw notWritten;
                }
            }
        }
        return false;
    }

    CompletableFuture<Void> whenReady() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        awaitReady(ready);
        return ready;
    }

    private void awaitReady(CompletableFuture<Void> ready) {
        AddressConnections next;
        try {
            next = draining ? null : router.next(null);
        } catch (RpcException nowhere) {
            complete(ready, nowhere);
            return;
        }
        if (draining) {
            complete(ready, closedError());
        } else if (next == null) {
            context.schedule(
                    ASK_AGAIN_NANOS, () -> Completions.onThreadOfItsOwn(context.runtime, () -> awaitReady(ready)));
        } else {
            next.join(new Ready(now() + ClientLink.LONGEST_TIMEOUT, ready), Integer.MAX_VALUE);
        }
    }

    private void complete(CompletableFuture<Void> ready, @Nullable RpcException error) {
        completions.run(() -> {
            if (error == null) {
                ready.complete(null);
            } else {
                ready.completeExceptionally(error);
            }
        });
    }

    private final class Ready extends AddressConnections.Place {
        private final CompletableFuture<Void> ready;

        Ready(long deadline, CompletableFuture<Void> ready) {
            super(deadline, false);
            this.ready = ready;
        }

        @Override
        void grant() {
            complete(ready, null);
        }

        @Override
        void fail(RpcException error) {
            complete(ready, error);
        }
    }

    void flush() {
        router.all().forEach(AddressConnections::flush);
    }

    /** Never called: a pool's call leaves the line by being given up. */
    @Override
    public boolean leave(WaitingLine.Waiter waiter) {
        return false;
    }

    @Override
    public boolean abandon(ClientTask sent, RpcException why) {
        return ((PooledCall) sent).giveUp(why);
    }

    @Override
    public void finishUnsent(ClientTask sent, RpcException error) {
        tell(sent, error);
    }

    // ---- between attempts

    /** Null when there are too many, or the pool is closed. */
    @Nullable
    Parked park(PooledCall call, int atMost) {
        lock.lock();
        try {
            if (closed || parked.size() >= atMost) {
                return null;
            }
            Parked place = new Parked(call);
            parked.add(place);
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Why there was no room for a call that has not failed yet. */
    RpcException notParked() {
        return closed ? closedError() : ClientLink.overloaded();
    }

    /** Timers run no user's code: an attempt encodes. */
    void wakeLater(Parked place, long delayNanos) {
        Runnable resume = place.call::resume;
        place.timer = context.schedule(delayNanos, () -> {
            if (take(place)) {
                Completions.onThreadOfItsOwn(context.runtime, resume);
            }
        });
    }

    /** Takes the call out before its time; false when somebody else has. */
    boolean unpark(Parked place) {
        boolean taken = take(place);
        Cancellable timer = place.timer;
        if (taken && timer != null) {
            timer.cancel();
        }
        return taken;
    }

    private boolean take(Parked place) {
        lock.lock();
        try {
            return parked.remove(place);
        } finally {
            lock.unlock();
        }
    }

    // ---- ending

    void tell(ClientTask task, @Nullable RpcException error) {
        completions.tell(task, error);
    }

    /** A call has ended, or was not accepted. */
    void ended() {
        if (underWay.decrementAndGet() == 0 && draining) {
            shutdowns.forEach(ShuttingDown::end);
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public long pending() {
        return underWay.get();
    }

    @Override
    public long refused() {
        return refused.get();
    }

    /** Takes no new calls from here on. */
    ShuttingDown beginShutdown(long atMostNanos) {
        ShuttingDown shuttingDown = new ShuttingDown(context.runtime, this);
        shutdowns.add(shuttingDown);
        draining = true;
        shuttingDown.begin(atMostNanos);
        return shuttingDown;
    }

    @Override
    public void close() {
        draining = true;
        List<Parked> between;
        lock.lock();
        try {
            closed = true;
            between = List.copyOf(parked);
        } finally {
            lock.unlock();
        }
        router.close();
        for (Parked each : between) {
            if (unpark(each)) {
                each.call.endParked(closedError());
            }
        }
        context.release();
    }

    PoolSnapshot snapshot() {
        int between;
        lock.lock();
        try {
            between = parked.size();
        } finally {
            lock.unlock();
        }
        return new PoolSnapshot(
                underWay.get(),
                between,
                budget.tokens(),
                router.leader(),
                router.all().stream().map(AddressConnections::snapshot).toList());
    }
}
