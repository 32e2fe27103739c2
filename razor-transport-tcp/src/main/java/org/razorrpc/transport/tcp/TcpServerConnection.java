package org.razorrpc.transport.tcp;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.ServerAcceptor;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.TransportConfig;

/** Requests in, responses out. */
final class TcpServerConnection extends TcpConnection implements ServerConnection {
    private static final long DISCARD_BYTES = 1 << 20;
    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ResponseBatch outbound;
    private final RequestDecoder decoder;
    private final BlobBuffers blobs = new BlobBuffers();
    /** Set by {@link #open}, before any callback. */
    private @Nullable ServerConnectionHandler handler;

    private volatile boolean finishing;
    /** The peer has ended its side, or sent more than is discarded. */
    private volatile boolean inputDone;

    private long discarded;
    private boolean discarding;
    private long discardingSince;

    private TcpServerConnection(ByteStream stream, TransportConfig config, ActionNames names) {
        super(stream, config);
        outbound = new ResponseBatch(stream, config);
        decoder = new RequestDecoder(this, names, blobs, config);
    }

    /** Null: the acceptor refuses. */
    static @Nullable TcpServerConnection open(
            ByteStream stream, TransportConfig config, ActionNames names, ServerAcceptor acceptor) {
        TcpServerConnection connection = new TcpServerConnection(stream, config, names);
        ServerConnectionHandler handler = acceptor.accepted(connection);
        if (handler == null) {
            return null;
        }
        connection.handler = handler;
        connection.decoder.handler(handler);
        return connection;
    }

    @Override
    public boolean write(ResponseFrame frame) {
        return outbound.append(frame, 0, 0, 0, Long.MAX_VALUE) != OutboundBatch.Appended.CLOSED;
    }

    @Override
    public void reuse(ByteBuffer blob) {
        blobs.give(blob);
    }

    @Override
    public void finish() {
        decoder.stop();
        outbound.close();
        finishing = true;
        stream.requestWrite();
        stream.shutdownOutput();
        resumeReading();
        closeWhenDone();
    }

    /** With input unread, closing would reset the connection and destroy answers on their way: so the input goes first. */
    private void closeWhenDone() {
        if (finishing && inputDone && outbound.unwritten() == 0) {
            close(null);
        }
    }

    @Override
    void arrived(int count) {
        super.arrived(count);
        if (finishing && !inputDone) {
            discarded += count;
            if (discarded > DISCARD_BYTES) {
                stream.pauseReading();
                inputDone = true;
                closeWhenDone();
            }
        }
    }

    @Override
    public void checkProgress(long nanoTime) {
        super.checkProgress(nanoTime);
        blobs.onTick();
        if (!finishing || outbound.unwritten() > 0) {
            return;
        }
        if (!discarding) {
            discarding = true;
            discardingSince = nanoTime;
        } else if (nanoTime - discardingSince >= DISCARD_NANOS) {
            close(null);
        }
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
        inputDone = true;
        if (decoder.isStopped()) {
            closeWhenDone();
        } else if (decoder.isBetweenFrames()) {
            handler.onInputEnd();
        } else {
            close(new EOFException("the client has closed the connection inside a request"));
        }
    }

    @Override
    void bytesWritten() {
        handler.onWritten();
        closeWhenDone();
    }

    @Override
    void ended(@Nullable Throwable cause) {
        handler.onClosed(cause);
    }
}
