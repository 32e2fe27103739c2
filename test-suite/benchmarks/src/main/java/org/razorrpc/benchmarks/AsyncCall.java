package org.razorrpc.benchmarks;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Slot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.razorrpc.stream.ClientStream;

/** Calls by {@code callAsync}, and again when the future completes. */
final class AsyncCall<T> extends Slot implements BiConsumer<@Nullable T, @Nullable Throwable> {
    private final ClientStream stream;
    private final Echo<T> echo;
    private T request;

    AsyncCall(ClientStream stream, SlotLoad load, Echo<T> echo) {
        super(load);
        this.stream = stream;
        this.echo = echo;
        request = echo.request(0);
    }

    @Override
    protected void start() {
        request = echo.request(calls());
        stream.callAsync(echo.action(), request).whenComplete(this);
    }

    @Override
    public void accept(@Nullable T response, @Nullable Throwable error) {
        if (error == null && !echo.isAnswer(request, response)) {
            ended(new IllegalStateException("sent " + request + ", received " + response));
        } else {
            ended(error);
        }
    }
}
