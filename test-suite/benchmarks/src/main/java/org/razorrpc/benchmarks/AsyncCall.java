package org.razorrpc.benchmarks;

import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.ClientStream;

/** Calls by {@code callAsync}, and again when the future completes. */
final class AsyncCall extends Slot implements BiConsumer<@Nullable Message, @Nullable Throwable> {
    private Message request = Message.of(0);

    AsyncCall(ClientStream stream, SlotLoad load) {
        super(stream, load);
    }

    @Override
    void start() {
        request = Message.of(calls());
        stream.callAsync(Work.ECHO, request).whenComplete(this);
    }

    @Override
    boolean startNow() {
        start();
        return true;
    }

    @Override
    public void accept(@Nullable Message response, @Nullable Throwable error) {
        ended(error == null ? wrong(response) : error);
    }

    private @Nullable Throwable wrong(@Nullable Message response) {
        try {
            Objects.requireNonNull(response).requireEqual(request);
            return null;
        } catch (RuntimeException wrong) {
            return wrong;
        }
    }
}
