package org.razorrpc.stream;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A call of a pool: the task that is written in the place of the user's, once for each attempt, and that decides at the end of
 * each whether the call goes on. The user's task hears the end of the last one only.
 *
 * <p><b>Phases.</b> An attempt stands in a line, is in flight, or is over; then the call is parked until the next one. Each phase is
 * left by one atomic step (out of the line, out of the table of calls in flight, out of the set of the parked), and whoever makes it
 * carries the call on. So at most one thread is at work on a call, and its fields need no lock.
 *
 * <p><b>Giving up.</b> Whoever gives the call up sets {@link #wish} and then tries to take it out of the phase that it is in;
 * whoever carries the call on enters the next phase and then looks at the wish. One of the two sees the other.
 *
 * <p><b>Blobs.</b> An attempt with a blob is over when its blob has been released: the next one, and the user's, are not to send
 * bytes that somebody still writes. What is final is told at once.
 */
final class PooledCall implements ClientTask {
    private final PoolCalls calls;
    private final ClientTask task;
    /** For a call that razor made itself. */
    private final @Nullable TypedCall<?, ?> typed;

    private final boolean flush;
    private final int atMostInLine;
    private final FailedAttempts failed = new FailedAttempts();
    final long deadline;

    private int attempts;
    private @Nullable AddressConnections address;
    private volatile @Nullable PooledLink link;
    private long began;
    /** Whether the last failure makes sense to try only where the call has not been. */
    private boolean elsewhere;

    /** What is to come before the attempt is over: its end, and the release of its blob. Below 0: the user was told of the release. */
    private final AtomicInteger openEnds = new AtomicInteger();

    private boolean hasBlob;
    /** The failure of an attempt that waits for its blob. */
    private volatile @Nullable RpcException unreleased;

    private volatile boolean accepted;
    private volatile boolean over;
    private volatile @Nullable RpcException notAccepted;
    private volatile @Nullable RpcException wish;
    private volatile @Nullable Waiter waiter;
    private volatile PoolCalls.@Nullable Parked parked;
    /** In {@code send}: who waits for it to be accepted. */
    private volatile @Nullable CallerWait sender;

    /** Where the last failure says that it belongs. */
    @Nullable
    AddressConnections preferred;
    /** The leader when the attempt began. */
    @Nullable
    AddressConnections leaderThen;

    PooledCall(PoolCalls calls, ClientTask task, @Nullable TypedCall<?, ?> typed, boolean flush, int atMostInLine) {
        this.calls = calls;
        this.task = task;
        this.typed = typed;
        this.flush = flush;
        this.atMostInLine = atMostInLine;
        deadline = calls.deadline(task);
    }

    // ---- on its way

    /** Begins the first attempt, or the next one, wherever it may go. */
    void attempt() {
        RpcException givenUp = wish;
        if (givenUp != null) {
            conclude(givenUp);
            return;
        }
        if (deadline - calls.now() <= 0) {
            conclude(new RpcException(ErrorCode.TIMEOUT, Outcome.NOT_SENT, "the deadline passed before it was sent"));
            return;
        }
        try {
            AddressConnections next = calls.router().next(this);
            if (next == null) {
                park(PoolCalls.ASK_AGAIN_NANOS, null);
            } else {
                attempt(next);
            }
        } catch (RpcException nowhere) {
            conclude(nowhere);
        }
    }

    private void attempt(AddressConnections next) {
        address = next;
        link = null;
        preferred = null;
        attempts++;
        began = calls.now();
        PooledLink free = next.tryAcquire();
        if (free == null || !written(free)) {
            join(next);
        }
    }

    /** What has just failed was no attempt, as nothing could be sent there. */
    private void attemptInstead() {
        attempts--;
        attempt();
    }

    /**
     * In {@code offer}: makes the first attempt on this place.
     *
     * @return false when too many bytes wait there; the place has been given back
     * @throws RpcException when it was not written: UNREACHABLE when the connection is closing
     */
    boolean offer(PooledLink place) {
        address = place.address;
        attempts = 1;
        began = calls.now();
        return write(place);
    }

    private void join(AddressConnections next) {
        if (!flush) {
            next.flush(); // What fills the connections is to be answered.
        }
        Waiter joining = new Waiter(next);
        waiter = joining;
        next.join(joining, atMostInLine);
        RpcException givenUp = wish;
        if (givenUp != null && next.leave(joining)) {
            attemptFailed(givenUp);
        }
    }

    /** False when there was no place after all. Otherwise the call is in flight, or has gone on from there. */
    private boolean written(PooledLink place) {
        try {
            return write(place);
        } catch (RpcException notWritten) {
            if (notWritten.code() == ErrorCode.UNREACHABLE) {
                // It closed as the place was taken.
                attemptInstead();
            } else {
                attemptFailed(notWritten);
            }
            return true;
        }
    }

    private boolean write(PooledLink place) {
        link = place;
        openEnds.set(1);
        ClientLink open = place.link();
        try {
            if (!open.write(this, deadline, flush || attempts > 1)) {
                openEnds.set(0);
                return false;
            }
        } catch (RpcException notWritten) {
            openEnds.set(0);
            if (notWritten.code() == ErrorCode.UNREACHABLE) {
                open.retire(null); // So that it is not chosen again; why it closes will be told.
            }
            throw notWritten;
        }
        accept();
        RpcException givenUp = wish;
        if (givenUp != null) {
            open.abandon(this, givenUp);
        }
        return true;
    }

    private void accept() {
        if (!accepted) {
            accepted = true;
            wakeSender();
        }
    }

    private void wakeSender() {
        CallerWait waiting = sender;
        if (waiting != null) {
            waiting.signal();
        }
    }

    /** Its place in the line of an address. */
    private final class Waiter extends AddressConnections.Place {
        private final AddressConnections lineOf;

        Waiter(AddressConnections lineOf) {
            super(PooledCall.this.deadline, true);
            this.lineOf = lineOf;
        }

        @Override
        void grant() {
            if (!written(Objects.requireNonNull(link))) {
                lineOf.join(this, Integer.MAX_VALUE);
            }
        }

        @Override
        void fail(RpcException error) {
            if (lineOf.isClosed() && !calls.isClosed()) {
                // Its address was taken out while it waited there.
                attemptInstead();
            } else {
                attemptFailed(error);
            }
        }
    }

    // ---- an attempt ends

    @Override
    public void done(@Nullable RpcException error) {
        accept();
        PooledLink on = Objects.requireNonNull(link);
        learn(error, on);
        if (error == null || !goesOn(error)) {
            openEnds.decrementAndGet();
            end(error);
        } else if (openEnds.get() == 1) {
            openEnds.set(0);
            goOn(error);
        } else {
            awaitRelease(error);
        }
    }

    /** What the end says of the connection, the address and the service. */
    private void learn(@Nullable RpcException error, PooledLink on) {
        if (error == null) {
            calls.budget().success();
        }
        switch (error == null ? ErrorCode.VALUE : error.code()) {
            case UNREACHABLE -> on.link().retire(error);
            case IO, TIMEOUT, CANCELLED -> {}
            default -> {
                if (!on.proven) {
                    on.address.proven(on);
                }
            }
        }
    }

    private void awaitRelease(RpcException error) {
        unreleased = error;
        park(deadline - calls.now(), error);
        if (openEnds.decrementAndGet() == 0) {
            blobReleased();
        }
    }

    @Override
    public void released() {
        if (openEnds.decrementAndGet() == 0) {
            blobReleased();
        }
    }

    private void blobReleased() {
        PoolCalls.Parked waiting = parked;
        RpcException error = unreleased;
        if (over) {
            tellReleased();
        } else if (waiting != null && error != null && calls.unpark(waiting)) {
            unreleased = null;
            goOn(error);
        }
    }

    /** Called when the call is over, and when its last blob is released: the later of the two tells the user. */
    private void tellReleased() {
        if (hasBlob && accepted && openEnds.compareAndSet(0, -1)) {
            task.released();
        }
    }

    /** An attempt failed that was not in flight. */
    private void attemptFailed(RpcException error) {
        if (goesOn(error)) {
            goOn(error);
        } else {
            end(error);
        }
    }

    /** Whether the failure allows another attempt, be there an address for it or not. */
    private boolean goesOn(RpcException error) {
        boolean hopeless = error.code() == ErrorCode.CANCELLED
                || error.code() == ErrorCode.TIMEOUT
                || error.code() == ErrorCode.ENCODE;
        if (hopeless || wish != null || attempts >= calls.maxAttempts() || calls.isClosed()) {
            return false;
        }
        boolean known = error.code() != ErrorCode.UNREACHABLE && error.code() != ErrorCode.IO;
        Redirect redirect = calls.router().redirect(this, error);
        Outcome outcome = error.outcome();
        elsewhere = redirect instanceof Redirect.TryNext || known && outcome.safeToRetry();
        if (redirect instanceof Redirect.DoNotRetry) {
            return false;
        }
        return outcome == Outcome.UNKNOWN ? task.idempotent() : redirect != null || outcome.safeToRetry();
    }

    /** Chooses where to go on, if there is anything to choose and the budget allows it. */
    private void goOn(RpcException error) {
        note(error);
        AddressConnections next = null;
        try {
            next = calls.router().next(this);
        } catch (RpcException nowhere) {
            // Then the failure of the attempt is what there is to say.
        }
        boolean again = next != null && failed.wereAt(next);
        long delay = again ? calls.context().backoff(attempts) : 0;
        if (next == null || deadline - calls.now() <= delay || !mayGoTo(again, error)) {
            conclude(error);
            return;
        }
        tellRetry();
        if (again) {
            park(delay, error);
        } else {
            attempt(next);
        }
    }

    /** A first visit costs nothing where the call has not run; anything else does, once for all the calls of a broken connection. */
    private boolean mayGoTo(boolean again, RpcException error) {
        if (again && elsewhere) {
            return false;
        }
        if (!again && error.outcome() != Outcome.UNKNOWN) {
            return true;
        }
        PooledLink on = link;
        boolean ofConnection = error.code() == ErrorCode.IO || error.code() == ErrorCode.UNREACHABLE;
        return on != null && ofConnection
                ? on.address.payOnce(on, calls.budget())
                : calls.budget().take();
    }

    private void note(RpcException error) {
        failed.add(Objects.requireNonNull(address), error, calls.now() - began);
    }

    private void tellRetry() {
        PoolEvents events = calls.context().events;
        if (events.areHeard()) {
            Attempt last = failed.last();
            int number = attempts + 1;
            events.add(listener -> listener.retry(task.action(), last, number));
        }
    }

    // ---- between attempts

    private void park(long delayNanos, @Nullable RpcException error) {
        PoolCalls.Parked place = calls.park(this, atMostInLine);
        if (place == null) {
            conclude(error == null ? calls.notParked() : error);
            return;
        }
        parked = place;
        calls.wakeLater(place, delayNanos);
        RpcException givenUp = wish;
        if (givenUp != null && calls.unpark(place)) {
            endParked(givenUp);
        }
    }

    /** Its time has come; whoever calls this has unparked it. */
    void resume() {
        RpcException error = unreleased;
        if (error != null) {
            endParked(error);
        } else {
            attempt();
        }
    }

    /** Ends it between attempts; whoever calls this has unparked it. */
    void endParked(RpcException error) {
        unreleased = null;
        conclude(error);
    }

    // ---- the end

    /**
     * Gives the call up where it is.
     *
     * @return false when it is over, or just goes from one phase to the next, where it will end
     */
    boolean giveUp(RpcException why) {
        wish = why;
        PoolCalls.Parked between = parked;
        if (between != null && calls.unpark(between)) {
            endParked(why);
            return true;
        }
        Waiter inLine = waiter;
        if (inLine != null && inLine.lineOf.leave(inLine)) {
            end(why);
            return true;
        }
        PooledLink on = link;
        return on != null && on.link().abandon(this, why);
    }

    /** Ends the call with its present attempt. */
    private void end(@Nullable RpcException error) {
        if (error != null) {
            note(error);
        }
        if (error == null || error.outcome() == Outcome.EXECUTED) {
            calls.router().answered(this);
        }
        conclude(error);
    }

    /** Ends the call. */
    void conclude(@Nullable RpcException error) {
        RpcException whole = error == null ? null : failed.concluded(error);
        over = true;
        if (accepted) {
            tellReleased();
            calls.tell(task, whole);
        } else {
            notAccepted = whole;
            if (typed != null) {
                typed.neverAppended();
                calls.tell(task, whole);
            }
            wakeSender();
        }
        calls.ended();
    }

    // ---- for those who send it, and for the router

    /** Begins, and waits until the call was accepted, or throws why it was not. */
    void send() {
        CallerWait waiting = new CallerWait();
        sender = waiting;
        calls.start(this);
        if (!waiting.await()) {
            giveUp(new RpcException(
                    ErrorCode.CANCELLED,
                    Outcome.NOT_SENT,
                    "interrupted while waiting for the window; nothing was sent"));
            waiting.awaitThroughInterrupts();
        }
        RpcException why = notAccepted;
        if (why != null) {
            throw why;
        }
    }

    boolean wasTried(AddressConnections other) {
        return failed.wereAt(other);
    }

    /** Where its present or last attempt went. */
    @Nullable
    AddressConnections address() {
        return address;
    }

    // ---- what is written: the user's task

    @Override
    public Action<?, ?> action() {
        return task.action();
    }

    @Override
    public void encode(WireBuffer out) {
        task.encode(out);
    }

    @Override
    public @Nullable Blob blob() {
        Blob blob = task.blob();
        if (blob != null) {
            hasBlob = true;
            openEnds.set(2);
        }
        return blob;
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {
        task.decode(buf, offset, length);
    }

    @Override
    public @Nullable ByteBuffer responseBlob(int length) {
        return task.responseBlob(length);
    }

    @Override
    public long timeoutNanos() {
        return Math.max(1, deadline - calls.now());
    }

    @Override
    public boolean idempotent() {
        return task.idempotent();
    }
}
