package org.razorrpc.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of one connection: turns requests into calls, counts those in flight, holds reading back where they or
 * their answers pile up, and ends the connection once what it owes is answered.
 */
final class ServerLink implements ServerConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

    private final ServerContext server;
    private final ServerConnection connection;
    private final Dispatch dispatch;
    private final ConnectedPeer peer;
    private final Consumer<ServerLink> onGone;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ReadGate gate;
    private final DetachedCalls detached = new DetachedCalls();
    private final LinkTimeouts timeouts;
    private final Queue<CallerWait> waitingForRoom = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicBoolean aborted = new AtomicBoolean();
    /** The thread that is delivering a batch. Only ever compared with the current thread, so a stale value does no harm. */
    private volatile @Nullable Thread reader;
    /** Nothing more comes in: the connection ends with its last answer. */
    private volatile boolean ending;

    private volatile boolean closed;
    private boolean violated;

    ServerLink(
            ServerContext server,
            ServerConnection connection,
            Dispatch dispatch,
            String id,
            Consumer<ServerLink> onGone) {
        this.server = server;
        this.connection = connection;
        this.dispatch = dispatch;
        this.onGone = onGone;
        peer = new ConnectedPeer(id, connection, server.runtime);
        gate = new ReadGate(connection, inFlight, server.config);
        timeouts = new LinkTimeouts(server, connection, gate);
    }

    @Override
    public void onRequest(
            long seq,
            int format,
            long clientId,
            int action,
            @Nullable String actionName,
            byte[] buf,
            int offset,
            int length,
            @Nullable ByteBuffer blob) {
        enterBatch();
        if (server.draining) {
            server.counters.refusedWhileDraining.increment();
            refuse(seq, ErrorCode.UNREACHABLE, "the server is shutting down");
            return;
        }
        Codec codec = server.codec(format);
        if (codec == null) {
            refuse(seq, ErrorCode.DECODE, "format " + format + " is not accepted");
            return;
        }
        Route<?, ?> route = route(seq, action, actionName);
        if (route == null) {
            return;
        }
        ServerCall<?, ?> call = decode(route, codec, seq, clientId, action, actionName, buf, offset, length, blob);
        if (call != null) {
            start(call, route.inline());
        }
    }

    /** Null: answered already. */
    private @Nullable Route<?, ?> route(long seq, int action, @Nullable String actionName) {
        try {
            Route<?, ?> route = dispatch.route(action, actionName);
            if (route == null) {
                ErrorCode word = dispatch.notFound(actionName);
                boolean fits = word == ErrorCode.SERVICE_NOT_FOUND;
                refuse(seq, fits ? word : ErrorCode.METHOD_NOT_FOUND, "unknown action");
            }
            return route;
        } catch (Throwable bug) {
            logFailure("the dispatch failed", bug);
            server.counters.failedHandlers.increment();
            writeWord(seq, ErrorCode.INTERNAL);
            afterWrite(false);
            return null;
        }
    }

    /** Null: answered already. */
    private <Q, R> @Nullable ServerCall<Q, R> decode(
            Route<Q, R> route,
            Codec codec,
            long seq,
            long clientId,
            int action,
            @Nullable String actionName,
            byte[] buf,
            int offset,
            int length,
            @Nullable ByteBuffer blob) {
        try {
            ActionCodecs<Q, R> codecs = route.action().codecs(codec);
            Q message = codecs.request().decode(buf, offset, length);
            Handler<Q, R> handler = server.interceptors.around(route);
            return new ServerCall<>(this, handler, codecs, seq, clientId, action, actionName, message, blob);
        } catch (CodecException unreadable) {
            refuse(seq, ErrorCode.DECODE, String.valueOf(unreadable.getMessage()));
        } catch (Throwable bug) {
            logFailure("codec " + codec.name() + " failed at a request", bug);
            refuse(seq, ErrorCode.DECODE, "the codec failed");
        }
        return null;
    }

    private void start(ServerCall<?, ?> call, boolean inline) {
        server.counters.requests.increment();
        inFlight.incrementAndGet();
        gate.requestAdded();
        if (inline) {
            call.run();
            return;
        }
        try {
            server.runtime.execute(call);
        } catch (RejectedExecutionException runtimeClosed) {
            server.counters.requests.decrement();
            refuse(call.seq(), ErrorCode.UNREACHABLE, "the runtime is closed");
            callEnded();
        }
    }

    @Override
    public void onPing(long seq) {
        enterBatch();
        if (server.draining) {
            writeWord(seq, ErrorCode.UNREACHABLE);
        } else {
            writeOrClose(ServerAnswer.empty(seq));
        }
        afterWrite(false);
    }

    @Override
    public void onRefused(long seq, ErrorCode word, String reason, boolean last) {
        enterBatch();
        logViolation(reason);
        refuse(seq, word, reason);
        if (last) {
            timeouts.endSoon(server.runtime.nanoTime());
            end();
        }
    }

    private void logViolation(String reason) {
        if (violated) {
            return;
        }
        violated = true;
        long leftOut = server.violations.permit(server.runtime.nanoTime());
        if (leftOut >= 0) {
            LOG.warn("{}: protocol violation: {} ({} like it not logged)", peer, LogText.escape(reason), leftOut);
        }
    }

    /** For failures of users' code: each call may bring one, so a flood of calls must not become a flood of stacks. */
    void logFailure(String what, @Nullable Throwable failure) {
        long leftOut = server.failures.permit(server.runtime.nanoTime());
        if (leftOut >= 0) {
            LOG.error("{}: {} ({} failures before it not logged)", peer.id(), what, leftOut, failure);
        }
    }

    /** Answers a request that no handler has seen. */
    private void refuse(long seq, ErrorCode word, String reason) {
        server.counters.refusedRequests.increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("{}: request {} refused, {}: {}", peer.id(), seq, word, LogText.escape(reason));
        }
        writeWord(seq, word);
        afterWrite(false);
    }

    @Override
    public void onBatchEnd() {
        reader = null;
    }

    @Override
    public void onInputEnd() {
        end();
    }

    private void enterBatch() {
        Thread current = Thread.currentThread();
        if (reader != current) {
            reader = current;
        }
    }

    boolean isReadBy(Thread thread) {
        return reader == thread;
    }

    @Override
    public void onWritten() {
        gate.bytesWritten();
        if (!waitingForRoom.isEmpty() && connection.unwritten() < server.config.hardWaterMark()) {
            wakeAll();
        }
    }

    private void wakeAll() {
        CallerWait waiting = waitingForRoom.poll();
        while (waiting != null) {
            waiting.signal();
            waiting = waitingForRoom.poll();
        }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        closed = true;
        if (cause != null) {
            LOG.debug("{}: connection lost: {}", peer.id(), LogText.escape(String.valueOf(cause)));
        }
        wakeAll();
        peer.closed();
        onGone.accept(this); // Last: it may let go of the runtime, which the peer's actions need.
    }

    /** Takes nothing more; finishes at once if nothing is in flight, otherwise {@link #callEnded} does. */
    private void end() {
        ending = true;
        if (inFlight.get() == 0) {
            finish();
        }
    }

    private void finish() {
        if (finished.compareAndSet(false, true)) {
            connection.finish();
        }
    }

    /** False when the connection is gone or has sent its last answer. Throws what the answer's encoder throws. */
    boolean write(ServerAnswer answer) {
        return !finished.get() && connection.write(answer);
    }

    boolean writeWord(long seq, ErrorCode word) {
        return writeOrClose(ServerAnswer.word(seq, word));
    }

    /** For answers that need no codec: nothing about them can fail, unless the connection is broken. */
    private boolean writeOrClose(ServerAnswer answer) {
        try {
            return write(answer);
        } catch (Throwable broken) {
            LOG.error("{}: a plain answer cannot be written", peer.id(), broken);
            connection.close(broken);
            return false;
        }
    }

    /** A call got its answer, or can have none any more. */
    void callEnded() {
        if (server.draining && !closed && !aborted.get()) {
            server.counters.drained.increment();
        }
        boolean idle = inFlight.decrementAndGet() == 0;
        afterWrite(idle);
        if (idle && ending) {
            finish();
        }
    }

    /** Sends what was written: now where nothing else is under way, else with what others append until it goes. */
    private void afterWrite(boolean idle) {
        boolean onReader = isReadBy(Thread.currentThread());
        if (idle && !onReader) {
            connection.flushNow();
        } else {
            connection.flush();
        }
        gate.answerAdded();
        if (!onReader && connection.unwritten() >= server.config.hardWaterMark() && server.runtime.mayBlock()) {
            waitForRoom();
        }
    }

    /** After the answer, not before it: so the answer is not delayed, and the thread makes no further one meanwhile. */
    private void waitForRoom() {
        CallerWait room = new CallerWait();
        waitingForRoom.add(room);
        if (!closed && connection.unwritten() >= server.config.hardWaterMark() && !room.await()) {
            waitingForRoom.remove(room); // Interrupted: the thread goes on, its answer is taken.
        }
    }

    /** Called by the sweep, one at a time. */
    void sweep(long now, boolean mayExpire, long firstByteNanos) {
        String reason = timeouts.check(now, mayExpire, firstByteNanos, inFlight.get() != 0);
        if (reason != null) {
            LOG.debug("{}: closed, {}", peer.id(), reason);
            connection.close(new IOException(reason));
        } else if (mayExpire) {
            connection.checkProgress(now);
            expireDetached(now - server.answerTimeoutNanos);
            if (timeouts.isEndDue(now)) {
                finish();
            }
        }
    }

    private void expireDetached(long detachedBefore) {
        ServerCall<?, ?> late = detached.pollDetachedBefore(detachedBefore);
        while (late != null) {
            late.expire();
            late = detached.pollDetachedBefore(detachedBefore);
        }
    }

    /** Closes now, for the server; says how many calls it breaks off by being called for the first time. */
    void abort() {
        if (aborted.compareAndSet(false, true)) {
            server.counters.aborted.add(closed ? 0 : inFlight.get());
            connection.close(null);
        }
    }

    void reuse(ByteBuffer blob) {
        connection.reuse(blob);
    }

    int inFlight() {
        return inFlight.get();
    }

    ConnectedPeer peer() {
        return peer;
    }

    DetachedCalls detached() {
        return detached;
    }

    long nanoTime() {
        return server.runtime.nanoTime();
    }

    int maxErrorText() {
        return server.config.transportConfig().maxErrorText();
    }

    void countFailedHandler() {
        server.counters.failedHandlers.increment();
    }

    void countRepeatedAnswer() {
        server.counters.repeatedAnswers.increment();
    }
}
