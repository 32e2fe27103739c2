package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;

/** Calls that are not answered before somebody says so. */
final class Held {
    private final BlockingDeque<Call> calls = new LinkedBlockingDeque<>();
    private final Semaphore arrived = new Semaphore(0);
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** The handler. */
    void hold(Request<Long> request, Responder<Long> responder) {
        responder.detach();
        most.accumulateAndGet(count.incrementAndGet(), Math::max);
        calls.add(new Call(request, responder));
        arrived.release();
    }

    /** Waits until that many more have arrived. */
    void await(int calls) throws InterruptedException {
        assertThat(arrived.tryAcquire(calls, 20, TimeUnit.SECONDS))
                .as("%d more calls", calls)
                .isTrue();
    }

    /** Answers as many as there are of that many, the latest first; returns how many were held. */
    int release(int atMost) {
        int before = count.get();
        for (int i = 0; i < atMost; i++) {
            Call call = calls.pollLast();
            if (call == null) {
                break;
            }
            count.decrementAndGet();
            call.answer();
        }
        return before;
    }

    /** The most that were held at once. */
    int most() {
        return most.get();
    }

    private record Call(Request<Long> request, Responder<Long> responder) {
        void answer() {
            ByteBuffer blob = request.blob();
            responder.ok(request.message() + 1, blob == null ? null : Blob.of(blob), () -> {});
        }
    }
}
