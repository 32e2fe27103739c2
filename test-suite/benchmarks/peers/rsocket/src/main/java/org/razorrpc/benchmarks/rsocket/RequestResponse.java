package org.razorrpc.benchmarks.rsocket;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.PayloadSlot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** A place in the window whose calls are requestResponse. */
final class RequestResponse extends PayloadSlot implements CoreSubscriber<Payload> {
    private final RSocket socket;
    private final boolean zeroCopy;
    private @Nullable Payload answer;

    RequestResponse(RSocket socket, boolean zeroCopy, SlotLoad load, int bytes) {
        super(load, bytes);
        this.socket = socket;
        this.zeroCopy = zeroCopy;
    }

    @Override
    protected void send(byte[] request) {
        socket.requestResponse(RsocketPeer.payload(zeroCopy, request)).subscribe(this);
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
