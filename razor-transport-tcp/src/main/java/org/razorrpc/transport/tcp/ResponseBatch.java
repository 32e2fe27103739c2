package org.razorrpc.transport.tcp;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** The responses of a server connection. */
final class ResponseBatch extends OutboundBatch<ResponseFrame> {
    private final int maxMessage;
    private final int maxErrorText;

    ResponseBatch(ByteStream stream, TransportConfig config) {
        super(stream, config);
        maxMessage = config.maxMessage();
        maxErrorText = config.maxErrorText();
    }

    @Override
    int header(WireBuffer out, ResponseFrame frame, int format, long clientId) {
        return ResponseHeader.append(out, frame.flag(), frame.seq());
    }

    @Override
    int maxMessage(ResponseFrame frame) {
        return frame.flag() == ResponseHeader.TEXT ? maxErrorText : maxMessage;
    }

    @Override
    void encode(ResponseFrame frame, WireBuffer out) {
        if (frame.flag() != ResponseHeader.ERRNO) {
            frame.encode(out);
        }
    }

    @Override
    @Nullable
    Blob blob(ResponseFrame frame) {
        return frame.flag() == ResponseHeader.OK ? frame.blob() : null;
    }

    @Override
    void setLengths(WireBuffer out, int header, ResponseFrame frame, int messageLength, int blobLength) {
        switch (frame.flag()) {
            case ResponseHeader.OK -> {
                ResponseHeader.setValue(out, header, messageLength);
                ResponseHeader.setBlobLength(out, header, blobLength);
            }
            case ResponseHeader.ERRNO -> ResponseHeader.setValue(out, header, frame.errno());
            case ResponseHeader.TEXT -> ResponseHeader.setBlobLength(out, header, messageLength);
            default -> throw new IllegalArgumentException("a response's flag is 0 to 2, not " + frame.flag());
        }
    }

    @Override
    void onAppended(ResponseFrame frame, long deadline) {}

    @Override
    void released(ResponseFrame frame) {
        frame.released();
    }
}
