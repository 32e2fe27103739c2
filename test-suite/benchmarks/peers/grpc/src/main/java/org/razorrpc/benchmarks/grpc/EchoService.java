package org.razorrpc.benchmarks.grpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import org.razorrpc.benchmarks.load.Payload;

/** The service that gRPC's peers serve and call, as gRPC's compiler would describe it. */
public final class EchoService implements BindableService {
    private static final String NAME = "bench.Echo";

    public static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodDescriptor.MethodType.UNARY);

    /** Each message of the stream is answered by one, in order. */
    public static final MethodDescriptor<byte[], byte[]> STREAM =
            method("Stream", MethodDescriptor.MethodType.BIDI_STREAMING);

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .setRequestMarshaller(new BytesMarshaller())
                .setResponseMarshaller(new BytesMarshaller())
                .build();
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(NAME)
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(EchoService::answer))
                .addMethod(STREAM, ServerCalls.asyncBidiStreamingCall(Answers::new))
                .build();
    }

    private static void answer(byte[] request, StreamObserver<byte[]> answers) {
        answers.onNext(Payload.answer(request));
        answers.onCompleted();
    }

    /** Answers each message of a stream. */
    private record Answers(StreamObserver<byte[]> answers) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] request) {
            answers.onNext(Payload.answer(request));
        }

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }
}
