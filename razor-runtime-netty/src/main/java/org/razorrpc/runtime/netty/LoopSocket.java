package org.razorrpc.runtime.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.SocketOptions;

/**
 * A non-blocking socket and its registration with an event loop: all that differs between epoll, NIO and io_uring. Confined to
 * its loop's thread once it is registered, except where a method says otherwise.
 */
abstract class LoopSocket implements IoHandle {

    /** Hears when the socket can go on; called on the loop's thread. */
    interface Events {

        /** Either may be true without need. An error or a hang-up makes both true, whatever the interest. */
        void ready(boolean readable, boolean writable);
    }

    private @Nullable IoLoop loop;
    private @Nullable IoRegistration registration;
    private @Nullable Events events;
    /** The first interest is passed on even if it is none: only then are errors watched for. */
    private boolean submitted;

    private boolean read;
    private boolean write;

    /** To be called on the loop's thread, once. Nothing is reported before {@link #interest} asks for it. */
    final void register(IoLoop watcher, Events listener) throws IOException {
        events = listener;
        loop = watcher;
        registration = watcher.register(this);
    }

    /** Passes on what a registered socket reports from now on. */
    final void events(Events listener) {
        events = listener;
    }

    /** What to report from now on; with epoll it costs a system call when it changes. */
    final void interest(boolean wantRead, boolean wantWrite) throws IOException {
        if (registration == null || (submitted && read == wantRead && write == wantWrite)) {
            return;
        }
        submitted = true;
        read = wantRead;
        write = wantWrite;
        try {
            watch(wantRead, wantWrite);
        } catch (RuntimeException e) {
            throw new IOException("cannot watch the socket: " + e.getMessage(), e);
        }
    }

    /** Unregisters and closes. May be called by any thread while the socket has never been registered. */
    final void release() {
        try {
            close();
            if (registration != null) {
                registration.cancel();
            }
        } catch (RuntimeException e) {
            // The loop died of an Error; it watches nothing any more.
        }
        try {
            closeSocket();
        } catch (IOException e) {
            // Nothing can be done about it, and the descriptor is gone all the same.
        }
    }

    /**
     * Netty calls this for each handle that is left when a loop ends, and may wait for what is under way. The loop's members
     * close their sockets themselves, so that each can say so to its handler.
     */
    @Override
    public final void close() {
        unwatch();
    }

    final void fire(boolean readable, boolean writable) {
        if (events != null) {
            events.ready(readable, writable);
        }
    }

    /** Has the loop report this from now on, instead of what it reported before. */
    abstract void watch(boolean wantRead, boolean wantWrite);

    /** Takes back what is under way for {@link #watch}, where a cancelled registration does not do so by itself. */
    void unwatch() {}

    /** @return Netty's name for it; 0 when the socket is not registered (any more), and nothing was done */
    final long submit(IoOps ops) {
        return registration == null ? 0 : registration.submit(ops);
    }

    /** Runs {@code task} when the loop has been through all sockets that are ready now. */
    final void runAfterReady(Runnable task) {
        if (loop != null) {
            loop.tryExecute(task);
        }
    }

    /** @return whether it is connected already; otherwise the socket becomes writable when the attempt has ended */
    abstract boolean connect(SocketAddress remote) throws IOException;

    /** @return false while the attempt is still under way */
    abstract boolean finishConnect() throws IOException;

    abstract void apply(SocketOptions options) throws IOException;

    /** @return the next connection that waits; null: there is none */
    abstract @Nullable LoopSocket accept() throws IOException;

    /** Reads into a direct buffer and advances it. @return 0: nothing there, -1: the peer has half-closed */
    abstract int read(ByteBuffer target) throws IOException;

    /** Writes direct buffers; whether their positions advance is undefined. */
    abstract long write(ByteBuffer[] parts, int count) throws IOException;

    abstract void shutdownOutput() throws IOException;

    /** The error that the kernel keeps for this socket, if any. */
    abstract @Nullable IOException pendingError();

    abstract SocketAddress localAddress();

    abstract SocketAddress remoteAddress();

    abstract void closeSocket() throws IOException;
}
