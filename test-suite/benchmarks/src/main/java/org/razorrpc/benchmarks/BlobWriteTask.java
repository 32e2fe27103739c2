package org.razorrpc.benchmarks;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Slot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.WireBuffer;

/** Sends a blob that others send, too. */
final class BlobWriteTask extends Slot implements ClientTask {
    private final ClientStream stream;
    private final Blob blob;
    /** The answer and the blob's release, in either order. */
    private final AtomicInteger pending = new AtomicInteger();

    BlobWriteTask(ClientStream stream, SlotLoad load, Blob blob) {
        super(load);
        this.stream = stream;
        this.blob = blob;
    }

    @Override
    protected void start() {
        pending.set(2);
        stream.send(this);
    }

    @Override
    protected boolean startNow() {
        pending.set(2);
        return stream.offer(this);
    }

    @Override
    public Action<?, ?> action() {
        return Work.WRITE_BLOB;
    }

    @Override
    public void encode(WireBuffer out) {}

    @Override
    public Blob blob() {
        return blob;
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {}

    /** Comes from the writing side, which must not be made to write more from here. */
    @Override
    public void released() {
        if (pending.decrementAndGet() == 0) {
            endedElsewhere();
        }
    }

    @Override
    public void done(@Nullable RpcException error) {
        if (error != null || pending.decrementAndGet() == 0) {
            ended(error);
        }
    }
}
