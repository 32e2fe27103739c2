package org.razorrpc.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.TransportConfig;

/** The server's end of an in-process connection. */
final class MemServerConnection extends MemConnection<MemRequest, MemResponse> implements ServerConnection {
    private static final byte[] NOTHING = {};

    @SuppressWarnings("NullAway.Init")
    private ServerConnectionHandler handler;

    private volatile boolean finished;

    MemServerConnection(
            RpcRuntime runtime,
            String address,
            TransportConfig config,
            MemPipe<MemRequest> in,
            MemPipe<MemResponse> out) {
        super(runtime, new MemAddress(address), new MemAddress(address + "#client"), config, in, out);
    }

    void start(ServerConnectionHandler started) {
        handler = started;
        started();
    }

    @Override
    public boolean write(ResponseFrame frame) {
        boolean hasBlob;
        lockForSending();
        try {
            if (isClosing() || finished) {
                return false;
            }
            MemResponse response = encode(frame);
            hasBlob = response.blob() != null;
            if (!out.add(response)) {
                return false;
            }
            if (hasBlob) {
                mustRelease();
            }
        } finally {
            sendLock.unlock();
        }
        appended();
        if (hasBlob) {
            release(frame::released);
        }
        return true;
    }

    private MemResponse encode(ResponseFrame frame) {
        if (frame.flag() == ResponseHeader.ERRNO) {
            return new MemResponse(frame.seq(), frame.flag(), frame.errno(), NOTHING, null);
        }
        boolean isText = frame.flag() == ResponseHeader.TEXT;
        byte[] message = MemFrame.encode(
                frame::encode,
                isText ? "maxErrorText" : "maxMessage",
                isText ? config.maxErrorText() : config.maxMessage());
        ByteBuffer blob = isText ? null : MemFrame.copy(frame.blob(), config.maxBlob());
        return new MemResponse(frame.seq(), frame.flag(), 0, message, blob);
    }

    @Override
    public void finish() {
        finished = true;
        endInput();
        out.end();
        peer.wake();
    }

    /** After {@link #finish} the client's close is as it should be. */
    @Override
    @Nullable
    Throwable endByPeer() {
        return finished ? null : super.endByPeer();
    }

    @Override
    void deliver(MemRequest request) {
        byte[] message = request.message();
        ByteBuffer blob = request.blob();
        String excess = excess(request);
        if (excess != null) {
            endInput();
            handler.onRefused(request.seq(), ErrorCode.DECODE, excess, true);
        } else if (request.number() != RequestHeader.PING) {
            handler.onRequest(
                    request.seq(),
                    request.format(),
                    request.clientId(),
                    request.number(),
                    request.name(),
                    message,
                    0,
                    message.length,
                    MemFrame.length(blob) == 0 ? null : blob);
        } else if (message.length == 0 && MemFrame.length(blob) == 0) {
            handler.onPing(request.seq());
        } else {
            handler.onRefused(request.seq(), ErrorCode.METHOD_NOT_FOUND, "action 0 with a body", false);
        }
    }

    private @Nullable String excess(MemRequest request) {
        if (request.nameLength() > config.maxAction()) {
            return "an action string of " + request.nameLength() + " bytes, the limit is " + config.maxAction();
        }
        if (request.message().length > config.maxMessage()) {
            return "a message of " + request.message().length + " bytes, the limit is " + config.maxMessage();
        }
        int blobLength = MemFrame.length(request.blob());
        return blobLength > config.maxBlob()
                ? "a blob of " + blobLength + " bytes, the limit is " + config.maxBlob()
                : null;
    }

    @Override
    void batchEnd() {
        handler.onBatchEnd();
    }

    @Override
    void onWritten() {
        handler.onWritten();
    }

    @Override
    void closed(@Nullable Throwable cause) {
        handler.onClosed(cause);
    }
}
