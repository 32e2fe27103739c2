package org.razorrpc.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;

/** One connection to a server; any number of threads call over it at once. */
public final class ClientStream implements ClientCaller {
    private ClientStream() {}

    /** Connects with the default configuration; blocks. */
    public static ClientStream connect(String address) {
        return connect(address, ClientConfig.DEFAULT);
    }

    /**
     * Connects; blocks for {@code connectTimeout} at most.
     *
     * @param address {@code tcp://host:port}, {@code unix:///path}, {@code mem://name}, or what the transports present know
     * @throws RpcException UNREACHABLE, NOT_SENT when there is no connection to be had
     * @throws IllegalArgumentException when the address makes no sense
     * @throws IllegalStateException when no runtime, codec or transport fits; the message says what was found and what to add
     */
    public static ClientStream connect(String address, ClientConfig config) {
        throw new UnsupportedOperationException();
    }

    /** Connects without blocking; fails with what {@link #connect} would throw. */
    public static CompletableFuture<ClientStream> connectAsync(String address, ClientConfig config) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <Q, R> Reply<R> call(Action<Q, R> action, @Nullable Q request, CallOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <Q, R> CompletableFuture<Reply<R>> callAsync(Action<Q, R> action, @Nullable Q request, CallOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void send(ClientTask task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean offer(ClientTask task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> whenReady() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flush() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Codec codec() {
        throw new UnsupportedOperationException();
    }

    /** Sends a ping; completes with the time to its answer, or exceptionally when the connection ends first. */
    public CompletableFuture<Duration> ping() {
        throw new UnsupportedOperationException();
    }

    /** Whether calls can be made: false once it was closed or the connection was lost. */
    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Completes when the connection is closed, normally; the value says why: null after {@link #close}. */
    public CompletableFuture<@Nullable Throwable> whenClosed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ShutdownReport shutdown(Duration atMost) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
