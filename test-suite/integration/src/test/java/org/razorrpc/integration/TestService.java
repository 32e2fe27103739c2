package org.razorrpc.integration;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.RpcException;

/** The server side of the suite. */
final class TestService {
    static final Action<Note, Note> ECHO = Action.of(1, Note.class, Note.class);
    static final Action<Note, Note> ECHO_INLINE = Action.of(2, Note.class, Note.class);
    static final Action<Note, Note> BLOB = Action.of(3, Note.class, Note.class);
    /** Answered in batches of {@link #SHUFFLED}, each in random order. */
    static final Action<Note, Note> SHUFFLE = Action.of(4, Note.class, Note.class);

    static final Action<Fault, Note> FAULT =
            Action.of(5, Fault.class, Note.class).withErrors(Quota.class);
    static final Action<Fault, Note> FAULT_INLINE =
            Action.of(6, Fault.class, Note.class).withErrors(Quota.class);
    /** Answered once {@link #open} was called. */
    static final Action<Note, Note> GATED = Action.of(7, Note.class, Note.class);

    static final Action<Note, Note> NAMED = Action.of("Notes.echo-\u00e9", Note.class, Note.class);
    static final Action<byte[], byte[]> RAW = Action.raw(8);
    static final Action<Void, Void> UNIT = Action.of(9, Void.class, Void.class);

    static final int SHUFFLED = 64;

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger secondAnswers = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Runnable> held = new ArrayList<>();
    private final Random random = new Random(42);

    Dispatch dispatch() {
        return Dispatch.byAction()
                .concurrent(ECHO, (request, responder) -> responder.ok(request.message()))
                .inline(ECHO_INLINE, (request, responder) -> {
                    calls.incrementAndGet();
                    responder.ok(request.message());
                })
                .concurrent(BLOB, TestService::blob)
                .inline(SHUFFLE, this::shuffle)
                .concurrent(FAULT, this::fault)
                .inline(FAULT_INLINE, this::fault)
                .concurrent(GATED, this::gated)
                .inline(NAMED, (request, responder) -> responder.ok(request.message()))
                .inline(RAW, (request, responder) -> responder.ok(request.message()))
                .inline(UNIT, (request, responder) -> responder.ok(null))
                .build();
    }

    void open() {
        gate.countDown();
    }

    /** Echoes the blob and tells its length. */
    private static void blob(Request<Note> request, Responder<Note> responder) {
        ByteBuffer blob = request.blobOrEmpty();
        Note answer = new Note(blob.remaining(), "");
        if (blob.hasRemaining()) {
            responder.ok(answer, Blob.of(blob));
        } else {
            responder.ok(answer);
        }
    }

    private void shuffle(Request<Note> request, Responder<Note> responder) {
        responder.detach();
        Note message = request.message();
        answerInBatches(() -> responder.ok(message));
    }

    private void answerInBatches(Runnable answer) {
        List<Runnable> now;
        synchronized (held) {
            held.add(answer);
            if (held.size() < SHUFFLED) {
                return;
            }
            Collections.shuffle(held, random);
            now = List.copyOf(held);
            held.clear();
        }
        now.forEach(Runnable::run);
    }

    private void gated(Request<Note> request, Responder<Note> responder) throws InterruptedException {
        calls.incrementAndGet();
        if (gate.await(60, TimeUnit.SECONDS)) {
            responder.ok(request.message());
        }
    }

    private void fault(Request<Fault> request, Responder<Note> responder) {
        switch (request.message()) {
            case ERRNO -> responder.errno(Errno.EACCES);
            case ERRNO_MAX -> responder.errno(-1);
            case TEXT -> responder.text("division by zero");
            case EMPTY_TEXT -> responder.text("");
            case PREFIXED_TEXT -> responder.text("rpc_timeout");
            case VALUE -> responder.value(new Quota("disk", 17));
            case THROW_ERRNO -> throw RpcException.errno(Errno.ENOENT);
            case THROW_UNEXPECTED -> throw new IllegalStateException("a bug of the handler, on purpose");
            case FORGET -> {}
            case TWICE -> {
                responder.ok(new Note(1, "first"));
                secondAnswers.addAndGet(responder.ok(new Note(2, "second")) ? 1 : 0);
            }
            case THROW_AFTER_ANSWER -> {
                responder.ok(new Note(1, "first"));
                throw new IllegalStateException("a bug of the handler after its answer, on purpose");
            }
            case UNENCODABLE -> responder.ok(new Note(1, "x".repeat(5 << 20)));
            case NEVER -> responder.detach();
        }
    }
}
