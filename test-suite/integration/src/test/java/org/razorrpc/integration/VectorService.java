package org.razorrpc.integration;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.razorrpc.codec.msgpack.Tuple;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Responder;

/** Answers the requests of the test vectors with the responses of the test vectors. */
final class VectorService {
    record Open(String path) {}

    record Opened(long inode, int size) {}

    record Part(long inode, long offset, int len) {}

    record Done(int ret_size) {}

    @Tuple
    record Pair(int left, int right) {}

    /** Its answer is the test's to give, from {@link #held}. */
    static final int HELD = 5;

    final BlockingQueue<Responder<Void>> held = new LinkedBlockingQueue<>();

    Dispatch dispatch() {
        return Dispatch.byAction()
                .inline(Action.of(1, Open.class, Opened.class), (q, a) -> a.ok(new Opened(300, 65536)))
                .inline(
                        Action.of(2, Part.class, Done.class),
                        (q, a) -> a.ok(
                                new Done(4), Blob.of(new byte[] {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef})))
                .inline(
                        Action.of(3, Part.class, Done.class),
                        (q, a) -> a.ok(new Done(q.blobOrEmpty().remaining())))
                .inline(Action.of(4, Open.class, Void.class), (q, a) -> a.ok(null))
                .inline(Action.of(HELD, Void.class, Void.class), (q, a) -> {
                    a.detach();
                    held.add(a);
                })
                .inline(
                        Action.of("CalService.add", Pair.class, Integer.class),
                        (q, a) -> a.ok(q.message().left() + q.message().right()))
                .inline(Action.of("CalService.inc", Integer.class, Void.class), (q, a) -> a.ok(null))
                .inline(Action.of("EchoService.repeat", String.class, String.class), (q, a) -> a.ok(q.message()))
                .build();
    }
}
