package org.razorrpc.benchmarks;

import java.nio.ByteBuffer;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Dispatch;

/** What razor's clients and servers do in the benchmarks. */
final class Work {
    static final int BLOB_BYTES = 64 << 10;

    static final Action<Message, Message> ECHO = Action.of(1, Message.class, Message.class);
    /** A blob there, an empty answer back. */
    static final Action<byte[], byte[]> WRITE_BLOB = Action.raw(2);
    /** An empty request there, a blob back. */
    static final Action<byte[], byte[]> READ_BLOB = Action.raw(3);

    private static final byte[] NOTHING = new byte[0];

    private Work() {}

    /** Answers all of it on the connections' readers. */
    static Dispatch inline() {
        Blob blob = Blob.of(ByteBuffer.allocateDirect(BLOB_BYTES));
        return Dispatch.byAction()
                .inline(ECHO, (request, responder) -> responder.ok(request.message()))
                .inline(WRITE_BLOB, (request, responder) -> {
                    int length = request.blobOrEmpty().remaining();
                    if (length != BLOB_BYTES) {
                        throw new IllegalStateException("a blob of " + length + " bytes arrived");
                    }
                    request.releaseBlob();
                    responder.ok(NOTHING);
                })
                .inline(READ_BLOB, (request, responder) -> responder.ok(NOTHING, blob))
                .build();
    }
}
