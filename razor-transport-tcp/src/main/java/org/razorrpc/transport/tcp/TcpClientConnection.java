package org.razorrpc.transport.tcp;

import java.io.EOFException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.TransportConfig;

/** Requests out, responses in. */
final class TcpClientConnection extends TcpConnection implements ClientConnection {
    private final RequestBatch outbound;
    private final ResponseDecoder decoder;
    private final int maxAction;
    /** Set by {@link #open}, before any callback. */
    private @Nullable ClientConnectionHandler handler;

    private TcpClientConnection(ByteStream stream, TransportConfig config) {
        super(stream, config);
        outbound = new RequestBatch(stream, config);
        decoder = new ResponseDecoder(this, config);
        maxAction = config.maxAction();
    }

    static TcpClientConnection open(ByteStream stream, TransportConfig config, ClientOpener opener) {
        TcpClientConnection connection = new TcpClientConnection(stream, config);
        // The opener may show the connection to other threads: what they write waits for the handler that hears of it.
        connection.outbound.exclusively(() -> connection.handler(opener.opened(connection)));
        return connection;
    }

    private void handler(ClientConnectionHandler newHandler) {
        handler = newHandler;
        outbound.handler(newHandler);
        decoder.handler(newHandler);
    }

    @Override
    public Written write(RequestFrame frame, int format, long clientId, long deadline, long maxUnwritten) {
        int nameLength = frame.action().nameLength();
        if (nameLength > maxAction) {
            throw new CodecException(FrameDecoder.tooLong("action string", nameLength, maxAction));
        }
        return switch (outbound.append(frame, format, clientId, deadline, maxUnwritten)) {
            case CLOSED -> Written.CLOSED;
            case FULL -> Written.FULL;
            default -> Written.APPENDED;
        };
    }

    @Override
    public void flushAndRead(BooleanSupplier done) {
        stream.writeAndRead(done);
    }

    @Override
    public boolean isEncoding() {
        return outbound.isEncoding();
    }

    long highestSeq() {
        return outbound.frames();
    }

    @Override
    OutboundBatch<?> outbound() {
        return outbound;
    }

    @Override
    FrameDecoder decoder() {
        return decoder;
    }

    @Override
    void batchEnded() {
        handler.onBatchEnd();
    }

    @Override
    void inputEnded() {
        close(new EOFException(
                decoder.isBetweenFrames()
                        ? "the server has closed the connection"
                        : "the server has closed the connection inside a response"));
    }

    @Override
    void bytesWritten() {
        handler.onWritten();
    }

    @Override
    void ended(@Nullable Throwable cause) {
        handler.onClosed(cause, outbound.framesPulled());
    }
}
