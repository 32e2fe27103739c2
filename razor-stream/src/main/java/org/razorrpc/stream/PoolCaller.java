package org.razorrpc.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;

/** What pools have in common: every call is handed to {@link PoolCalls}. Users see these methods as each pool's own. */
abstract sealed class PoolCaller implements ClientCaller permits ClientPool, FailoverPool {
    private final PoolCalls calls;

    PoolCaller(PoolCalls calls) {
        this.calls = calls;
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

    /** {@inheritDoc} False also while no connection is open yet: one is then being opened. */
    @Override
    public boolean offer(ClientTask task) {
        return calls.offer(task);
    }

    /** {@inheritDoc} Exceptionally too when every address of the pool is down. */
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
        return calls.context().codec;
    }

    /** How it stands now. */
    public PoolSnapshot snapshot() {
        return calls.snapshot();
    }

    @Override
    public ShutdownReport shutdown(Duration atMost) {
        calls.requireMayBlock();
        return calls.beginShutdown(Durations.nanos(atMost)).await();
    }

    @Override
    public CompletableFuture<ShutdownReport> shutdownAsync(Duration atMost) {
        return calls.beginShutdown(Durations.nanos(atMost)).report();
    }

    @Override
    public void close() {
        calls.close();
    }
}
