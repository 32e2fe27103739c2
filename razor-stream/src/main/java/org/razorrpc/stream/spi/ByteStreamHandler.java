package org.razorrpc.stream.spi;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a transport does with a {@link ByteStream}. The runtime calls it.
 *
 * <p><b>Order and threads.</b> The read callbacks ({@code readTarget}, {@code onTargetRead}, {@code onRead},
 * {@code onReadEnd}, {@code onInputEnd}) are serial, the write callbacks ({@code pull}, {@code onWritten}) are serial, and
 * the two kinds may overlap. Serial means: one at a time, each happens-before the next, on any thread. {@code onClosed}
 * comes exactly once, after the last of all others. None may block; {@link RpcRuntime#mayBlock} is false in all of them,
 * except a {@code pull} and {@code onWritten} that {@link ByteStream#writeNow} or {@link ByteStream#writeAndRead} ran on its
 * caller's thread.
 *
 * <p><b>Failure.</b> What a callback throws is a bug of the handler: the runtime logs it, closes the stream and reports it by
 * {@code onClosed}. After a read or write error nothing more is read or written and the stream closes at once.
 */
public interface ByteStreamHandler {

    /**
     * Hands over everything written since the last pull, as one batch, by calling {@code batch} for each part in order. The
     * parts stay untouched, and the next pull waits, until the kernel has taken all of them; the runtime advances their
     * positions as it likes. Yielding nothing is fine: the stream is then idle until the next request.
     */
    void pull(Consumer<ByteBuffer> batch);

    /** The kernel has taken {@code count} more bytes of the batch; called after every write, in order. */
    void onWritten(long count);

    /**
     * Where the next bytes should go without a detour: a buffer with room that is filled before anything else, such as a
     * blob's own. It may be a heap or a direct buffer. Asked before every read.
     *
     * @return null: the runtime reads into a buffer of its own and calls {@link #onRead}
     */
    @Nullable
    ByteBuffer readTarget();

    /**
     * {@code count} bytes, at least one, were put into the last {@link #readTarget}, whose position was advanced by as many.
     * A read that brought more than the target's room is followed by {@link #onRead} with the rest.
     */
    void onTargetRead(int count);

    /**
     * Bytes arrived. The handler consumes all of them, keeping what is left of a frame itself; the buffer is the runtime's
     * again when this returns. It is always a heap buffer with an accessible array. Empty after
     * {@link ByteStream#resumeReading}.
     */
    void onRead(ByteBuffer in);

    /** Everything that had arrived was delivered (or one read's worth of it): the point to flush at. */
    void onReadEnd();

    /** The peer has half-closed: no byte follows. The way out is still open; closing is the handler's to do. */
    void onInputEnd();

    /**
     * The stream is closed and its descriptor released.
     *
     * @param cause what broke it; null after {@link ByteStream#close}
     */
    void onClosed(@Nullable Throwable cause);
}
