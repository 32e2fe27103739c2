package org.razorrpc.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * Pings a quiet connection and closes a dead one. A ping is sent when nothing was received for {@code pingAfter}; when
 * {@code pingTimeout} later still no byte has come, the connection is dead. One ping is outstanding at a time.
 */
final class PingTimer {
    private static final RequestFrame PING = new RequestFrame() {
        @Override
        public Action<?, ?> action() {
            return Action.PING;
        }

        @Override
        public void encode(WireBuffer out) {}
    };

    private final RpcRuntime runtime;
    private final ClientConnection connection;
    private final ClientConfig config;
    private final long afterNanos;
    private final long timeoutNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final TickGuard guard = new TickGuard();

    private volatile long lastReceived;
    private volatile boolean closed;
    /** The seq of the ping under way; set under the connection's send lock, read by the reader. 0: none. */
    private volatile long pingSeq;

    private @Nullable CompletableFuture<Duration> pong;
    private long sentAt;

    /** The two checks take turns, so these are one timer's. */
    private long receivedBefore;

    private @Nullable Cancellable timer;

    PingTimer(RpcRuntime runtime, ClientConnection connection, ClientConfig config) {
        this.runtime = runtime;
        this.connection = connection;
        this.config = config;
        afterNanos = Durations.nanos(config.pingAfter());
        timeoutNanos = Durations.nanos(config.pingTimeout());
    }

    void start() {
        lastReceived = runtime.nanoTime();
        schedule(afterNanos, this::checkQuiet);
    }

    /** Bytes have arrived; called by the reader, once a batch. */
    void received() {
        lastReceived = runtime.nanoTime();
    }

    static boolean isPing(RequestFrame frame) {
        return frame == PING;
    }

    /** The ping got its seq. */
    void appended(long seq) {
        pingSeq = seq;
    }

    boolean isUnderWay(long seq) {
        return seq == pingSeq;
    }

    /** When bytes arrived last; at first, when the connection opened. */
    long lastReceived() {
        return lastReceived;
    }

    /** Whether a response is the ping's; if so the ping is over. */
    boolean answered(long seq) {
        if (seq != pingSeq) {
            return false;
        }
        pingSeq = 0;
        CompletableFuture<Duration> answered = takePong();
        if (answered != null) {
            Duration took = Duration.ofNanos(runtime.nanoTime() - sentAt);
            Completions.onThreadOfItsOwn(runtime, () -> answered.complete(took));
        }
        return true;
    }

    private @Nullable CompletableFuture<Duration> takePong() {
        lock.lock();
        try {
            CompletableFuture<Duration> taken = pong;
            pong = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a ping, unless one is under way, and completes with its answer. */
    CompletableFuture<Duration> ping() {
        CompletableFuture<Duration> waiting;
        lock.lock();
        try {
            if (pong != null) {
                return pong;
            }
            waiting = new CompletableFuture<>();
            pong = waiting;
            sentAt = runtime.nanoTime();
        } finally {
            lock.unlock();
        }
        if (!closed && connection.write(PING, 0, config.clientId(), 0)) {
            connection.flushNow();
        } else {
            close(null);
        }
        return waiting;
    }

    private void checkQuiet() {
        long now = runtime.nanoTime();
        long quiet = now - lastReceived;
        if (quiet >= afterNanos && guard.mayExpire(now)) {
            receivedBefore = connection.received();
            ping();
            schedule(timeoutNanos, this::checkAnswered);
        } else {
            schedule(Math.max(afterNanos - quiet, timeoutNanos / 8), this::checkQuiet);
        }
    }

    private void checkAnswered() {
        if (connection.received() != receivedBefore) {
            lastReceived = runtime.nanoTime();
            schedule(afterNanos, this::checkQuiet);
        } else if (guard.mayExpire(runtime.nanoTime())) {
            connection.close(new IOException("the peer is silent: no byte for " + config.pingAfter() + ", nor for "
                    + config.pingTimeout() + " after a ping"));
        } else {
            schedule(timeoutNanos / 4, this::checkAnswered);
        }
    }

    private void schedule(long delayNanos, Runnable check) {
        if (!closed) {
            guard.expect(runtime.nanoTime() + delayNanos);
            timer = runtime.schedule(delayNanos, check);
            if (closed) {
                timer.cancel();
            }
        }
    }

    /** The connection is gone. */
    void close(@Nullable Throwable cause) {
        closed = true;
        Cancellable last = timer;
        if (last != null) {
            last.cancel();
        }
        CompletableFuture<Duration> waiting = takePong();
        if (waiting != null) {
            waiting.completeExceptionally(new RpcException(
                    ErrorCode.IO, Outcome.UNKNOWN, "the connection was closed before the ping's answer", cause));
        }
    }
}
