package org.razorrpc.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.TransportConfig;

/** The client's end of an in-process connection. */
final class MemClientConnection extends MemConnection<MemResponse, MemRequest> implements ClientConnection {
    @SuppressWarnings("NullAway.Init")
    private ClientConnectionHandler handler;
    /** Under the send lock. */
    private long lastSeq;

    MemClientConnection(
            RpcRuntime runtime,
            String address,
            TransportConfig config,
            MemPipe<MemResponse> in,
            MemPipe<MemRequest> out) {
        super(runtime, new MemAddress(address + "#client"), new MemAddress(address), config, in, out);
    }

    /** The opener may show the connection to other threads at once: what they write waits for the handler. */
    void start(ClientOpener opener) {
        sendLock.lock();
        try {
            handler = opener.opened(this);
        } catch (Throwable bug) {
            LOG.error("an opener has failed, its connection is closed", bug);
            close(bug);
            return;
        } finally {
            sendLock.unlock();
        }
        started();
    }

    @Override
    public Written write(RequestFrame frame, int format, long clientId, long deadline, long maxUnwritten) {
        boolean hasBlob;
        lockForSending();
        try {
            if (isClosing()) {
                return Written.CLOSED;
            }
            if (unwritten() >= maxUnwritten) {
                return Written.FULL;
            }
            MemRequest request = encode(frame, format, clientId);
            hasBlob = request.blob() != null;
            lastSeq = request.seq();
            handler.onAppended(request.seq(), frame, deadline);
            if (hasBlob) {
                mustRelease();
            }
            out.add(request);
        } finally {
            sendLock.unlock();
        }
        appended();
        if (hasBlob) {
            release(frame::released);
        }
        return Written.APPENDED;
    }

    @Override
    public boolean isEncoding() {
        return sendLock.isHeldByCurrentThread();
    }

    private MemRequest encode(RequestFrame frame, int format, long clientId) {
        Action<?, ?> action = frame.action();
        if (action.nameLength() > config.maxAction()) {
            throw new CodecException("the action's name has " + action.nameLength() + " bytes, the limit maxAction is "
                    + config.maxAction());
        }
        byte[] message = MemFrame.encode(frame::encode, "maxMessage", config.maxMessage());
        ByteBuffer blob = MemFrame.copy(frame.blob(), config.maxBlob());
        return new MemRequest(
                lastSeq + 1, format, clientId, action.number(), action.name(), action.nameLength(), message, blob);
    }

    @Override
    void deliver(MemResponse response) {
        byte[] message = response.message();
        ByteBuffer blob = response.blob();
        int blobLength = MemFrame.length(blob);
        String tooLong = excess(response, blobLength);
        if (tooLong != null) {
            handler.onDiscarded(response.seq(), tooLong);
            return;
        }
        ByteBuffer target = handler.onResponse(
                response.seq(), response.flag(), response.errno(), message, 0, message.length, blobLength);
        if (blob != null && blobLength > 0) {
            if (target != null) {
                target.put(blob);
            }
            handler.onBlobEnd(response.seq());
        }
    }

    private @Nullable String excess(MemResponse response, int blobLength) {
        boolean isText = response.flag() == ResponseHeader.TEXT;
        int limit = isText ? config.maxErrorText() : config.maxMessage();
        if (response.message().length > limit) {
            return (isText ? "an error text of " : "a message of ") + response.message().length
                    + " bytes, the limit is " + limit;
        }
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
        handler.onClosed(cause, out.lastSeqTaken());
    }
}
