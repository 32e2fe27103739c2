package org.razorrpc.benchmarks.rsocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.ByteBufPayload;
import io.rsocket.util.DefaultPayload;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.PayloadSlot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** A place in the window whose calls are requestResponse. */
final class RequestResponse extends PayloadSlot implements CoreSubscriber<Payload> {
    private final RSocket socket;
    /** The request, where it is not copied; RSocket releases what it sends, so that it gets a reference each time. */
    private final @Nullable ByteBuf direct;

    private @Nullable Payload answer;

    RequestResponse(RSocket socket, boolean zeroCopy, SlotLoad load, int bytes) {
        super(load, bytes);
        this.socket = socket;
        direct = zeroCopy
                ? Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes)).clear()
                : null;
    }

    @Override
    protected void send(byte[] request) {
        socket.requestResponse(direct == null ? DefaultPayload.create(request) : shared(direct, request))
                .subscribe(this);
    }

    /** Only its number differs from that of the call before. */
    private static Payload shared(ByteBuf buffer, byte[] request) {
        if (buffer.isReadable()) {
            buffer.setBytes(0, request, 0, Long.BYTES);
        } else {
            buffer.writeBytes(request);
        }
        return ByteBufPayload.create(buffer.retainedSlice());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Payload payload) {
        answer = payload;
    }

    @Override
    public void onError(Throwable error) {
        failed(error);
    }

    @Override
    public void onComplete() {
        Payload payload = answer;
        answer = null;
        if (payload == null) {
            failed(new IllegalStateException("a call was answered without a payload"));
            return;
        }
        try {
            requireAnswer(payload.getData());
        } catch (IllegalStateException wrong) {
            failed(wrong);
            return;
        } finally {
            payload.release();
        }
        answered();
    }
}
