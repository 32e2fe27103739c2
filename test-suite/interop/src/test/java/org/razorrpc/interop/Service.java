package org.razorrpc.interop;

import java.nio.ByteBuffer;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;

/** What the Rust peer's server does, served by razor. */
final class Service {
    private static final int FIRST = Actions.ECHO.number();

    private Service() {}

    /** The actions from 20 on; those below are the file service's. */
    static Dispatch dispatch(Dispatch files) {
        return dispatch(files, new Held());
    }

    static Dispatch dispatch(Dispatch files, Held held) {
        Dispatch own = Dispatch.byAction()
                .concurrent(Actions.ECHO, (request, responder) -> responder.ok(request.message()))
                .concurrent(Actions.SAMPLE, (request, responder) -> responder.ok(Samples.ALL.get(request.message())))
                .concurrent(Actions.BYTES, (request, responder) -> responder.ok(request.message()))
                .concurrent(Actions.BLOB, Service::blob)
                .inline(Actions.FAULT, Service::fault)
                .inline(Actions.NEVER, (request, responder) -> responder.detach())
                .inline(Actions.NEXT, (request, responder) -> responder.ok(request.message() + 1))
                .inline(Actions.HOLD, held::hold)
                .inline(Actions.RELEASE, (request, responder) -> responder.ok(held.release(request.message())))
                .inline(Actions.UNIT, (request, responder) -> responder.ok(null))
                .concurrent(Actions.NAMED, (request, responder) -> responder.ok(request.message() + 1))
                .build();
        return (number, name) -> name == null && number < FIRST ? files.route(number, null) : own.route(number, name);
    }

    private static void blob(Request<Void> request, Responder<Long> responder) {
        ByteBuffer blob = request.blobOrEmpty();
        long length = blob.remaining();
        if (length == 0) {
            responder.ok(length);
        } else {
            responder.ok(length, Blob.of(blob));
        }
    }

    private static void fault(Request<Fault> request, Responder<Void> responder) {
        switch (request.message()) {
            case Fault.Errno(long number) -> responder.errno((int) number);
            case Fault.Text(String text) -> responder.text(text);
            case Fault.Value(Quota quota) -> responder.value(quota);
            case Fault.Word(String word) ->
                throw new IllegalStateException("a failure of the handler, on purpose: " + word);
        }
    }
}
