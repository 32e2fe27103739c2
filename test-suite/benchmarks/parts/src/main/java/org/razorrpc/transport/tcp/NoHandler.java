package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.RequestFrame;

/** Is told, and does nothing. */
@NullMarked
final class NoHandler implements ClientConnectionHandler {

    @Override
    public void onAppended(long seq, RequestFrame frame, long deadline) {}

    @Override
    public @Nullable ByteBuffer onResponse(
            long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength) {
        return null;
    }

    @Override
    public void onBlobEnd(long seq) {}

    @Override
    public void onDiscarded(long seq, String reason) {}

    @Override
    public void onBatchEnd() {}

    @Override
    public void onWritten() {}

    @Override
    public void onClosed(@Nullable Throwable cause, long lastSeqSent) {}
}
