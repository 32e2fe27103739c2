package org.razorrpc.benchmarks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Slot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.WireBuffer;

/** Sends bytes and compares in place what comes back: makes no object for a call. */
final class RawTask extends Slot implements ClientTask {
    private final ClientStream stream;
    private final Action<byte[], byte[]> action;
    private final byte[] request;

    RawTask(ClientStream stream, SlotLoad load, Echo<byte[]> echo) {
        super(load);
        this.stream = stream;
        action = echo.action();
        request = echo.request(0);
    }

    /** Writes a call's number into its request, where that is long enough. */
    static void number(byte[] request, long number) {
        for (int i = 0; i < Math.min(Long.BYTES, request.length); i++) {
            request[i] = (byte) (number >>> (Byte.SIZE * i));
        }
    }

    @Override
    protected void start() {
        number(request, calls());
        stream.send(this);
    }

    @Override
    protected boolean startNow() {
        number(request, calls());
        return stream.offer(this);
    }

    @Override
    public Action<?, ?> action() {
        return action;
    }

    @Override
    public void encode(WireBuffer out) {
        out.putBytes(request);
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {
        if (!Arrays.equals(request, 0, request.length, buf, offset, offset + length)) {
            throw new IllegalStateException(
                    "sent " + request.length + " bytes, received others, " + length + " of them");
        }
    }

    @Override
    public void done(@Nullable RpcException error) {
        ended(error);
    }
}
