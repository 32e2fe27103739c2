package org.razorrpc.benchmarks.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.razorrpc.benchmarks.load.PayloadSlot;
import org.razorrpc.benchmarks.load.SlotLoad;

/** A place in the window whose calls are unary. */
public final class UnaryCall extends PayloadSlot implements StreamObserver<byte[]> {
    private final Channel channel;
    private byte[] answer = new byte[0];

    public UnaryCall(Channel channel, SlotLoad load, int bytes) {
        super(load, bytes);
        this.channel = channel;
    }

    /** Makes such a call and waits for its answer. */
    public static byte[] call(Channel channel, byte[] request) {
        return ClientCalls.blockingUnaryCall(channel, EchoService.UNARY, CallOptions.DEFAULT, request);
    }

    @Override
    protected void send(byte[] request) {
        ClientCalls.asyncUnaryCall(channel.newCall(EchoService.UNARY, CallOptions.DEFAULT), request, this);
    }

    @Override
    public void onNext(byte[] value) {
        answer = value;
    }

    @Override
    public void onError(Throwable error) {
        failed(error);
    }

    @Override
    public void onCompleted() {
        answered(answer);
    }
}
