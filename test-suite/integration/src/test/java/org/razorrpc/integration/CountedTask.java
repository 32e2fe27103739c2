package org.razorrpc.integration;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** A reusable task that carries a {@link Note}. */
class CountedTask implements ClientTask {
    private final Action<Note, Note> action;
    private final MessageCodec<Note> messages;
    private final Consumer<CountedTask> whenDone;
    Note request = new Note(0, "");

    @Nullable
    Note response;

    @Nullable
    RpcException error;

    @Nullable
    Blob blob;

    @Nullable
    ByteBuffer responseBlob;

    int done;
    int released;

    CountedTask(ClientCaller caller, Action<Note, Note> action, Consumer<CountedTask> whenDone) {
        this.action = action;
        this.whenDone = whenDone;
        messages = caller.codec().of(Objects.requireNonNull(action.requestType()));
    }

    @Override
    public Action<?, ?> action() {
        return action;
    }

    @Override
    public void encode(WireBuffer out) {
        messages.encode(request, out);
    }

    @Override
    public @Nullable Blob blob() {
        return blob;
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {
        response = messages.decode(buf, offset, length);
    }

    @Override
    public @Nullable ByteBuffer responseBlob(int length) {
        // A pool asks again for another attempt, and the one before may have come half way.
        return responseBlob == null ? null : responseBlob.clear();
    }

    @Override
    public void done(@Nullable RpcException failure) {
        error = failure;
        done++;
        whenDone.accept(this);
    }

    @Override
    public void released() {
        released++;
    }
}
