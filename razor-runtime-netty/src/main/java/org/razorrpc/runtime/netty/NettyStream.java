package org.razorrpc.runtime.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected socket on an event loop. Every callback runs on the loop's thread, so that they are serial and {@code onClosed}
 * needs no counting to come last: it is called where no other callback is on the stack.
 */
final class NettyStream implements ByteStream, LoopSocket.Events, IoLoop.Member {
    private static final Logger LOG = LoggerFactory.getLogger(NettyStream.class);

    private final IoLoop loop;
    private final LoopSocket socket;
    private final StreamReader reader;
    private final StreamWriter writer;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Runnable writeTask = () -> turn(false, false);
    private final Runnable resumeTask = () -> turn(false, true);
    private @Nullable ByteStreamHandler handler;
    /** The loop is in a turn of this stream, whose end sees to what is requested meanwhile. */
    private boolean inTurn;

    private boolean closed;

    NettyStream(IoLoop loop, LoopSocket socket) {
        this.loop = loop;
        this.socket = socket;
        reader = new StreamReader(this, loop.buffers(), socket);
        writer = new StreamWriter(this, loop.buffers(), socket);
    }

    /** Callbacks may begin. On the loop's thread, with a socket that is registered. */
    void start(ByteStreamHandler newHandler) {
        handler = newHandler;
        if (loop.add(this)) {
            turn(false, false);
        } else {
            loopClosed();
        }
    }

    @Override
    public void requestWrite() {
        if (!writer.request()) {
            return;
        }
        if (Thread.currentThread().isVirtual()) {
            // Its turn comes after those that are ready to run: what they append rides along.
            Thread.startVirtualThread(this::wakeLoop);
        } else {
            wakeLoop();
        }
    }

    @Override
    public void writeNow() {
        if (writer.request()) {
            wakeLoop();
        }
    }

    private void wakeLoop() {
        if (!loop.inLoop() || !inTurn) {
            loop.tryExecute(writeTask);
        }
    }

    @Override
    public void pauseReading() {
        // The loop stops watching the socket when there is something to read: mostly a resume comes first.
        reader.pause();
    }

    @Override
    public void resumeReading() {
        if (reader.requestResume()) {
            loop.tryExecute(resumeTask);
        }
    }

    @Override
    public void shutdownOutput() {
        writer.requestShutdown();
        loop.tryExecute(writeTask);
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            loop.tryExecute(() -> end(null));
        }
    }

    @Override
    public SocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    /** Whether callbacks may be called. */
    boolean isOpen() {
        return !closing.get();
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        if (writable) {
            writer.unblock();
        }
        turn(readable, false);
    }

    /** Everything that the loop does for this stream: what was asked for, the writes that are due, what to wait for next. */
    private void turn(boolean readable, boolean resumed) {
        ByteStreamHandler callee = handler;
        if (callee == null || !isOpen()) {
            return;
        }
        inTurn = true;
        try {
            if (resumed) {
                reader.resume(callee);
            } else if (readable) {
                read(callee);
            }
            writer.turn(callee);
            if (isOpen()) {
                socket.interest(reader.wanted(), writer.blocked());
            }
        } catch (Throwable cause) {
            fail(cause);
        } finally {
            inTurn = false;
        }
        if (isOpen() && writer.ready()) {
            loop.tryExecute(writeTask);
        }
    }

    private void read(ByteStreamHandler callee) throws IOException {
        if (reader.wanted()) {
            reader.turn(callee);
            return;
        }
        // A broken stream ends even while it is paused, and is not found out only when it is read again.
        IOException error = socket.pendingError();
        if (error != null) {
            throw error;
        }
    }

    private void fail(Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{} broke", this, cause);
        } else {
            LOG.error("the handler of {} failed, closing it", this, cause);
        }
        if (closing.compareAndSet(false, true)) {
            end(cause);
        }
    }

    /** Whether the loop has no other stream to serve. */
    boolean isAlone() {
        return loop.streams() == 1;
    }

    /** Between two reads of a turn: what the first one has brought about goes out before the second. */
    void writeDue(ByteStreamHandler callee) throws IOException {
        writer.turn(callee);
    }

    @Override
    public void loopClosed() {
        closing.set(true);
        end(null);
    }

    @Override
    public String toString() {
        return "stream " + Addresses.text(localAddress()) + " to " + Addresses.text(remoteAddress());
    }

    private void end(@Nullable Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        loop.remove(this);
        socket.release();
        writer.drop();
        if (handler == null) {
            return;
        }
        try {
            handler.onClosed(cause);
        } catch (Throwable e) {
            LOG.error("the handler of {} failed in onClosed", this, e);
        }
    }
}
