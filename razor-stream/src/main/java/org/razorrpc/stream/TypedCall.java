package org.razorrpc.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * The task behind {@code call} and {@code callAsync}. It ends when it is done and, where it sent a blob, when the blob has
 * been released as well: only then are the caller's buffers his again.
 */
abstract class TypedCall<Q, R> implements ClientTask {
    private static final VarHandle OPEN_ENDS;

    static {
        try {
            OPEN_ENDS = MethodHandles.lookup().findVarHandle(TypedCall.class, "openEnds", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Action<Q, R> action;
    private final ActionCodecs<Q, R> codecs;
    private final @Nullable Q request;
    private final CallOptions options;
    private volatile int openEnds;
    private @Nullable R message;
    private @Nullable ByteBuffer responseBlob;
    private int responseBlobStart;
    private @Nullable RpcException error;

    TypedCall(Action<Q, R> action, ActionCodecs<Q, R> codecs, @Nullable Q request, CallOptions options) {
        this.action = action;
        this.codecs = codecs;
        this.request = request;
        this.options = options;
        this.openEnds = options.blob() == null ? 1 : 2;
    }

    /** Everything is over: {@link #error}, or else the response, can be read. Called once, from any thread. */
    abstract void ended();

    /** It was never appended: its blob was not touched and will not be released. Called before {@code done}. */
    final void neverAppended() {
        OPEN_ENDS.setVolatile(this, 1);
    }

    final @Nullable RpcException error() {
        return error;
    }

    final @Nullable R message() {
        return message;
    }

    /** The blob is a view of its own: the position of the caller's buffer stays where the blob ends. */
    final Reply<R> reply() {
        ByteBuffer blob = responseBlob;
        return new Reply<>(
                message,
                blob == null ? null : blob.duplicate().limit(blob.position()).position(responseBlobStart));
    }

    @Override
    public final Action<?, ?> action() {
        return action;
    }

    @Override
    public final void encode(WireBuffer out) {
        codecs.request().encode(request, out);
    }

    @Override
    public final @Nullable Blob blob() {
        return options.blob();
    }

    @Override
    public final void decode(byte[] buf, int offset, int length) {
        forgetBlob();
        message = codecs.response().decode(buf, offset, length);
    }

    /** What arrived of an earlier attempt's blob: the next attempt's goes to the same place. */
    private void forgetBlob() {
        ByteBuffer begun = responseBlob;
        if (begun != null) {
            begun.position(responseBlobStart);
            responseBlob = null;
        }
    }

    @Override
    public final @Nullable ByteBuffer responseBlob(int length) {
        ByteBuffer given = options.responseBuffer();
        ByteBuffer target = given == null ? ByteBuffer.allocate(length) : given;
        responseBlob = target;
        responseBlobStart = target.position();
        return target;
    }

    @Override
    public final long timeoutNanos() {
        return options.timeout() == null ? action.timeoutNanos() : Durations.nanos(options.timeout());
    }

    @Override
    public final boolean idempotent() {
        return options.idempotent() == null ? action.idempotent() : options.idempotent();
    }

    @Override
    public final void done(@Nullable RpcException failure) {
        error = failure;
        endOne();
    }

    @Override
    public final void released() {
        endOne();
    }

    private void endOne() {
        if ((int) OPEN_ENDS.getAndAdd(this, -1) == 1) {
            ended();
        }
    }
}
