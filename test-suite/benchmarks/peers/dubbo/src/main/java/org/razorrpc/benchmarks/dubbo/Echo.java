package org.razorrpc.benchmarks.dubbo;

import java.util.concurrent.CompletableFuture;

/** The service that is served and called; Dubbo makes stubs of it, so that it must be public. */
public interface Echo {

    byte[] call(byte[] request);

    CompletableFuture<byte[]> callAsync(byte[] request);
}
