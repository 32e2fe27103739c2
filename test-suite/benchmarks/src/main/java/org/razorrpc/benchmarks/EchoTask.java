package org.razorrpc.benchmarks;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Slot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** Sends a record and checks what comes back; a new record each way, like an application's. */
final class EchoTask extends Slot implements ClientTask {
    private final ClientStream stream;
    private final MessageCodec<Message> codec;
    private Message request = Message.of(0);

    EchoTask(ClientStream stream, SlotLoad load) {
        super(load);
        this.stream = stream;
        codec = stream.codec().of(Message.class);
    }

    @Override
    protected void start() {
        request = Message.of(calls());
        stream.send(this);
    }

    @Override
    protected boolean startNow() {
        request = Message.of(calls());
        return stream.offer(this);
    }

    @Override
    public Action<?, ?> action() {
        return Echo.RECORDS.action();
    }

    @Override
    public void encode(WireBuffer out) {
        codec.encode(request, out);
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {
        Objects.requireNonNull(codec.decode(buf, offset, length)).requireEqual(request);
    }

    @Override
    public void done(@Nullable RpcException error) {
        ended(error);
    }
}
