package org.razorrpc.benchmarks;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Slot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.WireBuffer;

/** Receives a blob into its own buffer. */
final class BlobReadTask extends Slot implements ClientTask {
    private final ClientStream stream;
    private final ByteBuffer buffer;

    BlobReadTask(ClientStream stream, SlotLoad load, Workload workload) {
        super(load);
        this.stream = stream;
        buffer = Work.buffer(workload);
    }

    @Override
    protected void start() {
        stream.send(this);
    }

    @Override
    protected boolean startNow() {
        return stream.offer(this);
    }

    @Override
    public Action<?, ?> action() {
        return Work.READ_BLOB;
    }

    @Override
    public void encode(WireBuffer out) {}

    @Override
    public void decode(byte[] buf, int offset, int length) {}

    @Override
    public ByteBuffer responseBlob(int length) {
        return buffer.clear();
    }

    @Override
    public void done(@Nullable RpcException error) {
        boolean whole = error != null || !buffer.hasRemaining();
        ended(whole ? error : new IllegalStateException("a blob of " + buffer.position() + " bytes arrived"));
    }
}
