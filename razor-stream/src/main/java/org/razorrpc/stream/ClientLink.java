package org.razorrpc.stream;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.RpcRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one connection, from their place in the window to their end.
 *
 * <p><b>Who ends a call.</b> Response, timeout, cancel and loss race for it in {@link InFlightCalls}; the winner tells the task
 * and gives its place in the window back. The reader takes a call when its header and message are whole; from then on the call
 * ends with its frame or with the connection, whatever its deadline.
 *
 * <p><b>Closing.</b> A sender that enters a call just as the connection closes looks at {@link #state} after entering it;
 * {@link #onClosed} sets the state before it empties the table. So one of the two sees the other's call, and since taking is
 * atomic it is failed once.
 *
 * <p><b>Places in the window</b> are given back once a read batch. Until then they are the reader's, so that a callback can
 * {@code offer} its next task at once, unless others have been waiting for longer.
 */
final class ClientLink implements ClientConnectionHandler, CallPath, ShuttingDown.Calls, Ticker.Work {
    private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);
    private static final AtomicLong IDS = new AtomicLong();
    /** A century: long enough for any deadline, and far from the clock's overflow. */
    static final long LONGEST_TIMEOUT = 100L * 365 * 24 * 3600 * 1_000_000_000L;

    private enum State {
        OPEN,
        /** Takes no new calls; closes when it has none left. */
        DRAINING,
        CLOSED
    }

    private final String id = "client-" + IDS.incrementAndGet();
    private final ClientConfig config;
    private final RpcRuntime runtime;
    private final Codec codec;
    private final ClientConnection connection;
    private final ClientResponses responses;
    private final InFlightCalls calls;
    private final InFlightLimit limit;
    private final PingTimer pings;
    private final Completions completions;
    private final Ticker sweep;
    /** Null: the link stands for itself, and who waits for it stands in its own line. */
    private final @Nullable LinkOwner owner;

    private final AtomicInteger abandoned = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final CompletableFuture<@Nullable Throwable> closed = new CompletableFuture<>();

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private volatile @Nullable Throwable cause;
    private volatile long lastSeqSent;

    ClientLink(
            ClientConfig config,
            RpcRuntime runtime,
            Codec codec,
            ClientConnection connection,
            @Nullable LinkOwner owner) {
        this.config = config;
        this.runtime = runtime;
        this.codec = codec;
        this.connection = connection;
        this.owner = owner;
        calls = new InFlightCalls(config.window());
        limit = new InFlightLimit(config.window());
        pings = new PingTimer(runtime, connection, config);
        completions = new Completions(id, runtime, config.callbackExecutor());
        responses = new ClientResponses(this, calls, new ErrorResponses(codec, config.trustRefusals()), completions);
        sweep = new Ticker(runtime, Durations.nanos(config.tick()), this);
    }

    void start() {
        pings.start();
    }

    // ---- submitting

    ClientTask intercepted(ClientTask task) {
        return intercepted(config, task);
    }

    /** @throws RpcException CANCELLED, NOT_SENT when an interceptor refuses */
    static ClientTask intercepted(ClientConfig config, ClientTask task) {
        ClientTask outermost = task;
        List<ClientInterceptor> interceptors = config.interceptors();
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            try {
                outermost = interceptors.get(i).intercept(outermost);
            } catch (RuntimeException refusal) {
                throw new RpcException(
                        ErrorCode.CANCELLED,
                        Outcome.NOT_SENT,
                        "an interceptor refused: " + refusal.getMessage(),
                        refusal);
            }
        }
        return outermost;
    }

    /** When a task submitted now expires. */
    long deadline(ClientTask task) {
        return deadline(config, runtime, task);
    }

    static long deadline(ClientConfig config, RpcRuntime runtime, ClientTask task) {
        long timeout = task.timeoutNanos();
        if (timeout <= 0) {
            timeout = Durations.nanos(config.timeout());
        }
        return runtime.nanoTime() + Math.min(timeout, LONGEST_TIMEOUT);
    }

    @Override
    public void requireMayBlock() {
        requireNotEncoding();
        requireMayBlock(isReadHere(), runtime);
    }

    static void requireMayBlock(boolean onReader, RpcRuntime runtime) {
        if (onReader || !runtime.mayBlock()) {
            throw new IllegalStateException(
                    "this thread delivers responses and must not wait for one: use callAsync or offer, or"
                            + " set ClientConfig.callbackExecutor");
        }
    }

    /** Whether the current thread is delivering a read batch of this link. */
    boolean isReadHere() {
        return completions.onReader();
    }

    /** @throws IllegalStateException from within an encoder of this link */
    void requireNotEncoding() {
        if (connection.isEncoding()) {
            throw new IllegalStateException("an encoder must not call razor: it runs under the connection's send lock");
        }
    }

    private void requireOpen() {
        if (state.get() != State.OPEN) {
            refused.incrementAndGet();
            throw unreachable();
        }
    }

    private RpcException unreachable() {
        Throwable why = cause;
        return new RpcException(
                ErrorCode.UNREACHABLE,
                Outcome.NOT_SENT,
                id + " takes no calls: " + (why == null ? "it was closed" : why.getMessage()),
                null);
    }

    /** Takes a place in the window without waiting. */
    boolean tryAcquire() {
        requireNotEncoding();
        requireOpen();
        return take();
    }

    /** The same for the owner: false where the link takes no calls. */
    boolean tryTake() {
        return isOpen() && take();
    }

    boolean hasPlace() {
        return isOpen() && limit.hasPlace();
    }

    private boolean take() {
        boolean reserved = !limit.hasWaiters() && !limit.isBlocked() && responses.takeFreedPlace();
        return reserved || limit.tryAcquire();
    }

    @Override
    public ClientTask prepared(TypedCall<?, ?> call) {
        return intercepted(call);
    }

    @Override
    public WaitingLine.@Nullable Waiter submit(ClientTask sent, TypedCall<?, ?> call) {
        long deadline = deadline(sent);
        if (tryAcquire() && write(sent, deadline, true)) {
            return null;
        }
        LateWrite later = new LateWrite(this, sent, call, deadline);
        if (!join(later)) {
            throw overloaded();
        }
        return later;
    }

    static RpcException overloaded() {
        return new RpcException(
                ErrorCode.OVERLOADED,
                Outcome.NOT_SENT,
                "the window is full and so is the line of calls that wait for it; pace by whenReady()");
    }

    @Override
    public void submitWaiting(ClientTask sent, BlockingCall<?, ?> call) {
        // Only a call that nothing but its response ends: a thread that reads does not see other ends at once.
        boolean mayRead = sent == call && call.blob() == null;
        writeWaiting(sent, deadline(sent), !mayRead);
        if (mayRead) {
            flushAndRead(call);
        }
    }

    /** Waits for a place until the deadline, then sends; again where others were quicker to fill the outgoing bytes. */
    void writeWaiting(ClientTask task, long deadline, boolean flush) {
        boolean written = tryAcquire() && write(task, deadline, flush);
        while (!written) {
            connection.flush();
            ParkedSender sender = new ParkedSender(this, deadline);
            joinAnyway(sender);
            sender.await();
            written = write(task, deadline, flush);
        }
    }

    /** Joins the line, whatever its length. */
    void joinAnyway(WaitingLine.Waiter waiter) {
        limit.join(waiter);
        afterJoining();
    }

    /** Joins the line; false when it is full. */
    boolean join(WaitingLine.Waiter waiter) {
        boolean joined = limit.join(waiter, config.maxWaiting());
        if (joined) {
            afterJoining();
        }
        return joined;
    }

    private void afterJoining() {
        sweep.ensureRunning();
        if (isClosed()) {
            failLine();
        }
    }

    @Override
    public boolean leave(WaitingLine.Waiter waiter) {
        boolean left = limit.leave(waiter);
        closeIfDrained();
        return left;
    }

    CompletableFuture<Void> whenReady() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        joinAnyway(new WaitingLine.Waiter(runtime.nanoTime() + LONGEST_TIMEOUT, false) {
            @Override
            void grant() {
                complete(ready, null);
            }

            @Override
            void fail(RpcException error) {
                complete(ready, error);
            }
        });
        return ready;
    }

    private void complete(CompletableFuture<Void> future, @Nullable RpcException error) {
        completions.run(() -> {
            if (error == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(error);
            }
        });
    }

    /**
     * Sends a task that has a place in the window.
     *
     * @param flush whether it goes out as soon as is best; otherwise with the next flush, whoever asks for it
     * @return false when too many bytes wait to be written: the place has been given back
     * @throws RpcException when the task cannot be sent; the place has been given back
     */
    boolean write(ClientTask task, long deadline, boolean flush) {
        boolean appended = append(task, deadline);
        if (appended && flush) {
            flushAppended();
        }
        return appended;
    }

    /** For the thread that has sent this call and waits for it: while it is the only one, that thread may read as well. */
    private void flushAndRead(BlockingCall<?, ?> call) {
        if (isAlone()) {
            connection.flushAndRead(call::hasEnded);
        } else {
            connection.flush();
        }
    }

    private boolean isAlone() {
        return limit.inFlight() == 1 && abandoned.get() <= 0;
    }

    private void flushAppended() {
        if (isAlone()) {
            connection.flushNow();
        } else {
            connection.flush();
        }
    }

    private boolean append(ClientTask task, long deadline) {
        switch (appended(task, deadline)) {
            case CLOSED -> {
                release();
                throw unreachable();
            }
            case FULL -> {
                holdSenders();
                release();
                return false;
            }
            case APPENDED -> {
                if (connection.unwritten() >= config.highWaterMark()) {
                    holdSenders();
                }
                if (isClosed()) {
                    failInFlight();
                }
                sweep.ensureRunning();
            }
        }
        return true;
    }

    private ClientConnection.Written appended(ClientTask task, long deadline) {
        try {
            return connection.write(task, codec.formatId(), config.clientId(), deadline, config.highWaterMark());
        } catch (Throwable failure) {
            release();
            throw new RpcException(
                    ErrorCode.ENCODE,
                    Outcome.NOT_SENT,
                    "the request of action " + task.action() + " could not be encoded: " + failure.getMessage(),
                    failure);
        }
    }

    /** Closes the window for new calls until enough bytes are out; looks again in case they went out meanwhile. */
    private void holdSenders() {
        limit.block();
        onWritten();
    }

    @Override
    public void onAppended(long seq, RequestFrame frame, long deadline) {
        if (PingTimer.isPing(frame)) {
            pings.appended(seq);
        } else {
            calls.add(seq, (ClientTask) frame, deadline);
        }
    }

    @Override
    public void onWritten() {
        if (limit.isBlocked() && connection.unwritten() < config.lowWaterMark()) {
            limit.unblock();
            if (owner != null) {
                owner.placesFreed();
            }
        }
    }

    void flush() {
        connection.flush();
    }

    // ---- responses

    @Override
    public @Nullable ByteBuffer onResponse(
            long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength) {
        return responses.response(seq, flag, errno, buf, offset, length, blobLength);
    }

    /** A response without a call: the ping's, or one of a call that was given up. */
    void onUnmatched(long seq, boolean ok) {
        if (!ok && owner != null && pings.isUnderWay(seq)) {
            retire(new IOException("the server takes no new calls: it refused a ping"));
        }
        if (!pings.answered(seq)) {
            abandoned.decrementAndGet();
        }
    }

    @Override
    public void onBlobEnd(long seq) {
        responses.blobEnd();
    }

    @Override
    public void onDiscarded(long seq, String reason) {
        responses.discarded(seq, reason);
    }

    @Override
    public void onBatchEnd() {
        pings.received();
        int freed = responses.endBatch();
        if (freed > 0) {
            release(freed);
        }
    }

    /** Gives a place in the window back. */
    void release() {
        release(1);
    }

    private void release(int places) {
        limit.release(places);
        if (owner != null) {
            owner.placesFreed();
        }
        closeIfDrained();
    }

    /** After everything that may have ended the last call: a link that takes no new ones closes then. */
    private void closeIfDrained() {
        if (state.get() == State.DRAINING && limit.isIdle()) {
            connection.close(cause);
        }
    }

    // ---- ends

    /** Only those that razor made itself want to know. */
    @Override
    public void finishUnsent(ClientTask task, RpcException error) {
        completions.tell(task, error);
    }

    @Override
    public boolean abandon(ClientTask task, RpcException why) {
        if (!calls.take(task)) {
            return false;
        }
        countAbandoned();
        completions.tell(task, why);
        release();
        return true;
    }

    private void countAbandoned() {
        if (abandoned.incrementAndGet() > config.maxAbandoned()) {
            retire(new IllegalStateException(
                    "more than " + config.maxAbandoned() + " calls were given up and are still unanswered"));
        }
    }

    /** Takes no more calls, and closes once the present ones have ended. */
    void retire(@Nullable Throwable why) {
        if (state.compareAndSet(State.OPEN, State.DRAINING)) {
            LOG.debug("{} is retired: {}", id, why == null ? "it is not needed any more" : why.getMessage());
            cause = why;
            if (owner != null) {
                owner.retired(why);
            }
            closeIfDrained();
        }
    }

    // ---- the sweep

    @Override
    public boolean isPending() {
        return !isClosed() && !limit.isIdle();
    }

    @Override
    public void tick(long now, boolean mayExpire) {
        connection.checkProgress(now);
        completions.reportSlow();
        if (mayExpire) {
            expire(now);
        }
    }

    private void expire(long now) {
        List<WaitingLine.Waiter> waiters = limit.takeExpired(now);
        List<ClientTask> expired = calls.takeExpired(now);
        if (waiters.isEmpty() && expired.isEmpty()) {
            return;
        }
        completions.onThreadOfItsOwn(() -> {
            for (WaitingLine.Waiter waiter : waiters) {
                waiter.fail(new RpcException(
                        ErrorCode.TIMEOUT,
                        Outcome.NOT_SENT,
                        "the deadline passed while the call waited for the window"));
            }
            for (ClientTask task : expired) {
                countAbandoned();
                completions.tell(
                        task,
                        new RpcException(
                                ErrorCode.TIMEOUT,
                                Outcome.UNKNOWN,
                                "action " + task.action() + " was not answered by its deadline"));
            }
            release(expired.size());
        });
    }

    // ---- closing

    @Override
    public void onClosed(@Nullable Throwable why, long lastSent) {
        lastSeqSent = lastSent;
        if (cause == null) {
            cause = why;
        }
        state.set(State.CLOSED);
        if (owner != null) {
            owner.closed(cause);
        }
        pings.close(why);
        responses.lost(lost(Outcome.UNKNOWN));
        onBatchEnd();
        failInFlight();
        failLine();
        logClosed(why);
        closed.complete(why);
    }

    private void logClosed(@Nullable Throwable why) {
        if (why instanceof ProtocolException) {
            LOG.warn(
                    "{} is closed, the server broke the protocol: {}",
                    id,
                    LogText.escape(String.valueOf(why.getMessage())));
        } else {
            LOG.debug("{} is closed: {}", id, why == null ? "by its user" : LogText.escape(why.toString()));
        }
    }

    private void failInFlight() {
        fail(calls.takeAbove(lastSeqSent), Outcome.NOT_SENT);
        fail(calls.takeAbove(0), Outcome.UNKNOWN);
    }

    private void fail(List<ClientTask> tasks, Outcome outcome) {
        for (ClientTask task : tasks) {
            completions.tell(task, lost(outcome));
            release();
        }
    }

    private RpcException lost(Outcome outcome) {
        Throwable why = cause;
        return new RpcException(
                ErrorCode.IO,
                outcome,
                why == null ? "the connection was closed by its user" : "the connection was lost: " + why.getMessage(),
                null);
    }

    private void failLine() {
        for (WaitingLine.Waiter waiter : limit.takeAll()) {
            waiter.fail(unreachable());
        }
    }

    @Override
    public void close() {
        state.compareAndSet(State.OPEN, State.DRAINING);
        connection.close(null);
    }

    /** Takes no new calls from here on. */
    ShuttingDown beginShutdown(long atMostNanos) {
        ShuttingDown shuttingDown = new ShuttingDown(runtime, this);
        state.compareAndSet(State.OPEN, State.DRAINING);
        closed.whenComplete((why, never) -> shuttingDown.end());
        shuttingDown.begin(atMostNanos);
        return shuttingDown;
    }

    @Override
    public long pending() {
        return limit.pending();
    }

    @Override
    public long refused() {
        return refused.get();
    }

    CompletableFuture<@Nullable Throwable> whenClosed() {
        return closed;
    }

    String id() {
        return id;
    }

    int inFlight() {
        return limit.inFlight();
    }

    PingTimer pings() {
        return pings;
    }

    private boolean isClosed() {
        return state.get() == State.CLOSED;
    }

    boolean isOpen() {
        return state.get() == State.OPEN;
    }
}
