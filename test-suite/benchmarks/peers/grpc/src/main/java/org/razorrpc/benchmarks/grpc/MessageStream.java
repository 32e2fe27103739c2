package org.razorrpc.benchmarks.grpc;

import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.razorrpc.benchmarks.load.PayloadSlot;
import org.razorrpc.benchmarks.load.SlotLoad;

/** A bidirectional stream whose server answers each message, in order. */
final class MessageStream implements StreamObserver<byte[]> {
    /** Messages must be queued in the order in which they are sent, and gRPC's observers are no friends of two threads at once. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Queue<StreamSlot> unanswered = new ArrayDeque<>();
    private StreamObserver<byte[]> requests = this;

    private MessageStream() {}

    static MessageStream open(ClientCall<byte[], byte[]> call) {
        MessageStream stream = new MessageStream();
        stream.requests = ClientCalls.asyncBidiStreamingCall(call, stream);
        return stream;
    }

    PayloadSlot slot(SlotLoad load, int bytes) {
        return new StreamSlot(load, bytes);
    }

    @Override
    public void onNext(byte[] answer) {
        next().answer(answer);
    }

    private StreamSlot next() {
        lock.lock();
        try {
            return unanswered.remove();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable error) {
        lock.lock();
        try {
            unanswered.forEach(slot -> slot.fail(error));
            unanswered.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onCompleted() {
        onError(new IllegalStateException("the server ended the stream"));
    }

    private final class StreamSlot extends PayloadSlot {
        StreamSlot(SlotLoad load, int bytes) {
            super(load, bytes);
        }

        @Override
        protected void send(byte[] request) {
            lock.lock();
            try {
                unanswered.add(this);
                requests.onNext(request);
            } finally {
                lock.unlock();
            }
        }

        void answer(byte[] answer) {
            answered(answer);
        }

        void fail(Throwable error) {
            failed(error);
        }
    }
}
