package org.razorrpc.benchmarks.dubbo;

import java.util.concurrent.CompletableFuture;
import org.razorrpc.benchmarks.load.Payload;

/** Answers at once. Dubbo makes a wrapper of it, so that it must be public. */
public final class EchoImpl implements Echo {

    @Override
    public byte[] call(byte[] request) {
        return Payload.answer(request);
    }

    @Override
    public CompletableFuture<byte[]> callAsync(byte[] request) {
        return CompletableFuture.completedFuture(Payload.answer(request));
    }
}
