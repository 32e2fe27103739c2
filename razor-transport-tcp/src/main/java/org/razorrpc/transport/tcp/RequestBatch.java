package org.razorrpc.transport.tcp;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** The requests of a client connection. */
final class RequestBatch extends OutboundBatch<RequestFrame> {
    private final int maxMessage;
    /** Set while {@link #exclusively} runs, before the first frame. */
    private @Nullable ClientConnectionHandler handler;

    RequestBatch(ByteStream stream, TransportConfig config) {
        super(stream, config);
        maxMessage = config.maxMessage();
    }

    void handler(ClientConnectionHandler newHandler) {
        handler = newHandler;
    }

    private long nextSeq() {
        return frames() + 1;
    }

    @Override
    int header(WireBuffer out, RequestFrame frame, int format, long clientId) {
        Action<?, ?> action = frame.action();
        int header = RequestHeader.append(out, format, action.number(), action.nameLength(), nextSeq(), clientId);
        action.putName(out);
        return header;
    }

    @Override
    int maxMessage(RequestFrame frame) {
        return maxMessage;
    }

    @Override
    void encode(RequestFrame frame, WireBuffer out) {
        frame.encode(out);
    }

    @Override
    @Nullable
    Blob blob(RequestFrame frame) {
        return frame.blob();
    }

    @Override
    void setLengths(WireBuffer out, int header, RequestFrame frame, int messageLength, int blobLength) {
        RequestHeader.setLengths(out, header, messageLength, blobLength);
    }

    @Override
    void onAppended(RequestFrame frame, long deadline) {
        handler.onAppended(nextSeq(), frame, deadline);
    }

    @Override
    void released(RequestFrame frame) {
        frame.released();
    }
}
