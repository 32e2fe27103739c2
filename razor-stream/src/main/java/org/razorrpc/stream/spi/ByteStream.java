package org.razorrpc.stream.spi;

import java.net.SocketAddress;
import java.util.function.BooleanSupplier;

/**
 * A duplex stream of bytes, made by an {@link RpcRuntime}. All methods may be called from any thread, callbacks included,
 * never block but for {@link #writeAndRead}, and do nothing after the stream has closed.
 */
public interface ByteStream {

    /**
     * "I have bytes". The runtime clears the request, then {@link ByteStreamHandler#pull pulls} on its own writer, so that an
     * append that comes after asks again. Cheap when a request is pending already: callers need not avoid it.
     */
    void requestWrite();

    /**
     * Like {@link #requestWrite}, by a caller who knows that nothing before is on its way and wants the lowest latency: the
     * runtime may pull and write on the calling thread when it can do so without waiting, in particular when no other
     * thread is writing and the batch is small (at most 16 KiB). It must not be called with a lock held that
     * {@link ByteStreamHandler#pull} takes.
     */
    void writeNow();

    /**
     * Like {@link #writeNow}, by a thread that may block and has nothing else to do until {@code done}, which something that
     * arrives on this stream will bring about. A runtime may read on the calling thread until then: this saves the reader's
     * thread, and with it a change of threads. It is an offer: the runtime may return at any time, at once, before
     * {@code done} or some milliseconds after, and the caller then waits in another way. It returns soon when the thread is
     * interrupted, with the flag still set; an interrupt of the reading harms the stream in no way.
     *
     * <p>Read and write callbacks may run on the calling thread meanwhile, whoever they are for; {@link RpcRuntime#mayBlock}
     * is false there in the read callbacks. When this returns the runtime sees to reading as before.
     *
     * @param done looked at after each delivery, on the calling thread
     */
    default void writeAndRead(BooleanSupplier done) {
        writeNow();
    }

    /** No further {@link ByteStreamHandler#onRead} from the next callback on; the kernel's buffer fills. Idempotent. */
    void pauseReading();

    /**
     * Reading goes on; first {@link ByteStreamHandler#onRead} is called with an empty buffer, in the read context, for what the
     * handler kept while it was paused, followed by {@link ByteStreamHandler#onReadEnd}. Does nothing when not paused.
     */
    void resumeReading();

    /** Half-closes the way out once everything that {@link ByteStreamHandler#pull} still yields has been written. */
    void shutdownOutput();

    /** Closes now, both ways; what was not written is lost. {@link ByteStreamHandler#onClosed} follows. Idempotent. */
    void close();

    /** Of a Unix socket: its path, possibly empty. */
    SocketAddress localAddress();

    /** Of an accepted Unix socket: an empty path. */
    SocketAddress remoteAddress();
}
