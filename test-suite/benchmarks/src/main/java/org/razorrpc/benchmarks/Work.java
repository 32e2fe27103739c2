package org.razorrpc.benchmarks;

import java.nio.ByteBuffer;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Handler;

/** What razor's servers do in the benchmarks. */
final class Work {
    static final int BLOB_BYTES = 64 << 10;

    /** A blob there, an empty answer back. The Rust program knows this number, and those of its kind. */
    static final Action<byte[], byte[]> WRITE_BLOB = Action.raw(2);
    /** An empty request there, a blob back. */
    static final Action<byte[], byte[]> READ_BLOB = Action.raw(3);

    private static final byte[] NOTHING = new byte[0];

    private Work() {}

    /** Answers that work, on the connections' readers or on a virtual thread each. */
    static Dispatch dispatch(Workload workload) {
        Dispatch.ByAction dispatch = Dispatch.byAction();
        boolean concurrent = workload.setup().concurrent();
        echo(dispatch, concurrent, Echo.of(workload));
        if (workload.style().isBlobs()) {
            Blob blob = Blob.of(buffer(workload));
            add(dispatch, concurrent, READ_BLOB, (request, responder) -> responder.ok(NOTHING, blob));
            add(dispatch, concurrent, WRITE_BLOB, (request, responder) -> {
                requireLength(workload.bytes(), request.blobOrEmpty().remaining());
                request.releaseBlob();
                responder.ok(NOTHING);
            });
        }
        return dispatch.build();
    }

    private static <T> void echo(Dispatch.ByAction dispatch, boolean concurrent, Echo<T> echo) {
        add(dispatch, concurrent, echo.action(), (request, responder) -> responder.ok(request.message()));
    }

    private static <Q, R> void add(
            Dispatch.ByAction dispatch, boolean concurrent, Action<Q, R> action, Handler<Q, R> handler) {
        if (concurrent) {
            dispatch.concurrent(action, handler);
        } else {
            dispatch.inline(action, handler);
        }
    }

    private static void requireLength(int expected, int length) {
        if (length != expected) {
            throw new IllegalStateException("a blob of " + length + " bytes arrived");
        }
    }

    /** For a blob of that work. */
    static ByteBuffer buffer(Workload workload) {
        return workload.setup().heap()
                ? ByteBuffer.allocate(workload.bytes())
                : ByteBuffer.allocateDirect(workload.bytes());
    }
}
