package org.razorrpc.runtime.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;

/**
 * An event loop and what lives on it. All but {@link #tryExecute}, {@link #inLoop}, {@link #shutdown} and {@link #join} is
 * confined to the loop's thread.
 */
final class IoLoop {

    /** Something that lives on a loop and must be told when the loop ends. */
    interface Member {

        /** The runtime is being closed: ends, and says so to its handler. */
        void loopClosed();
    }

    private final SingleThreadIoEventLoop executor;
    private final LoopBuffers buffers = new LoopBuffers();
    /** In the order of insertion, so that closing is the same each time. */
    private final Set<Member> members = new LinkedHashSet<>();

    private int streams;
    private boolean closing;
    private volatile @Nullable Thread thread;

    IoLoop(IoHandlerFactory handlers, String name) {
        executor = new SingleThreadIoEventLoop(null, (ThreadFactory) body -> newThread(body, name), handlers);
    }

    private Thread newThread(Runnable body, String name) {
        IoThread created = new IoThread(() -> runUntilClosed(body), name);
        thread = created;
        return created;
    }

    private void runUntilClosed(Runnable body) {
        try {
            body.run();
        } finally {
            // Anything left came with the last tasks, or the loop died of an Error.
            closeMembers();
            buffers.release();
        }
    }

    /** Runs {@code task} on the loop's thread, later. @return false when the loop has ended: it will not run */
    boolean tryExecute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Runs {@code task} on the loop's thread after a delay, unless the loop ends before. */
    void runAfter(long delayNanos, Runnable task) {
        executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    boolean inLoop() {
        return executor.inEventLoop();
    }

    IoRegistration register(LoopSocket socket) throws IOException {
        Future<IoRegistration> registration = executor.register(socket);
        if (!registration.isSuccess()) {
            String reason = executor.isShuttingDown() ? "the runtime is closed" : "cannot watch the socket";
            throw new IOException(reason, registration.cause());
        }
        return registration.getNow();
    }

    LoopBuffers buffers() {
        return buffers;
    }

    /** @return false when the runtime is being closed: the member must end by itself */
    boolean add(Member member) {
        boolean added = !closing && !executor.isShuttingDown() && members.add(member);
        streams += added && member instanceof ByteStream ? 1 : 0;
        return added;
    }

    void remove(Member member) {
        boolean removed = members.remove(member);
        streams -= removed && member instanceof ByteStream ? 1 : 0;
    }

    /** How many streams live here. */
    int streams() {
        return streams;
    }

    /** Ends all members, then the thread. Any thread; does not wait. */
    void shutdown() {
        tryExecute(this::closeMembers);
        executor.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
    }

    /** Waits for the thread to end, or for so long. */
    void join(long nanos) throws InterruptedException {
        Thread started = thread;
        if (started != null && nanos > 0) {
            TimeUnit.NANOSECONDS.timedJoin(started, nanos);
        }
    }

    private void closeMembers() {
        closing = true;
        for (Member member : new ArrayList<>(members)) {
            member.loopClosed();
        }
        members.clear();
    }
}
