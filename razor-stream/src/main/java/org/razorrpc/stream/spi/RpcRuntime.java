package org.razorrpc.stream.spi;

import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Bytes, threads and time. Core and transports have no thread, clock, timer or random of their own: everything of the kind
 * comes from here, so that the same code runs on event loops, on virtual threads, and in a simulation with virtual time.
 * All methods may be called from any thread.
 */
public interface RpcRuntime extends AutoCloseable {

    /**
     * Runs code that may block, soon and never on the calling thread: a virtual thread each, unless configured otherwise.
     * What the task throws is logged by the runtime.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the runtime is closed
     */
    void execute(Runnable task);

    /** Whether the current thread may wait: false on the runtime's I/O and timer threads. */
    boolean mayBlock();

    /** Monotonic time in nanoseconds; only differences mean something. */
    long nanoTime();

    /**
     * Runs {@code task} once, not before {@code delayNanos} have passed, on a timer thread that delays no I/O and that the task
     * must not block. After {@link #close} nothing fires.
     */
    Cancellable schedule(long delayNanos, Runnable task);

    /** Randomness for jitter and choice; safe for any thread. */
    RandomGenerator random();

    /**
     * Connects without blocking. Exactly one method of {@code opener} is called, once, from any thread.
     *
     * @return cancels the attempt: if the stream is not open yet, {@link StreamOpener#failed} follows and nothing leaks
     */
    Cancellable connect(ConnectConfig config, StreamOpener opener);

    /**
     * Binds (a {@link ListeningSocket} is bound already) and listens; may block for as long as binding takes.
     *
     * @throws IOException when the address cannot be bound; the message names the address
     */
    Listener listen(ListenConfig config, StreamAcceptor acceptor) throws IOException;

    /**
     * Closes every listener and stream, then ends the threads. Idempotent; waits a bounded time (at most 5 s) for the threads
     * where the current thread may block.
     */
    @Override
    void close();
}
