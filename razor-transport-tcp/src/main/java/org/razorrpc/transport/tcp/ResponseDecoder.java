package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.TransportConfig;

/** Finds responses; closes the connection for what the protocol forbids. */
final class ResponseDecoder extends FrameDecoder {
    private final TcpClientConnection connection;
    private final int maxMessage;
    private final int maxBlob;
    private final int maxErrorText;
    /** Set before anything is read. */
    private @Nullable ClientConnectionHandler handler;

    /** Whose body is arriving. */
    private long bodySeq;
    /** The body is a blob that was announced to the handler, and not a frame that is discarded as a whole. */
    private boolean bodyIsBlob;

    private @Nullable ByteBuffer blob;
    private int blobLimit;

    ResponseDecoder(TcpClientConnection connection, TransportConfig config) {
        super(ResponseHeader.SIZE);
        this.connection = connection;
        maxMessage = Math.min(config.maxMessage(), MOST);
        maxBlob = config.maxBlob();
        maxErrorText = Math.min(config.maxErrorText(), MOST);
    }

    void handler(ClientConnectionHandler newHandler) {
        handler = newHandler;
    }

    @Override
    int onHeader(byte[] buf, int at) {
        String fault = fault(buf, at);
        if (fault != null) {
            return connection.violated(fault);
        }
        return ResponseHeader.SIZE + (overLimit(buf, at) == null ? contentLength(buf, at) : 0);
    }

    private @Nullable String fault(byte[] buf, int at) {
        int magic = ResponseHeader.magic(buf, at);
        int version = ResponseHeader.version(buf, at);
        int flag = ResponseHeader.flag(buf, at);
        int value = ResponseHeader.value(buf, at);
        int blobLength = ResponseHeader.blobLength(buf, at);
        long seq = ResponseHeader.seq(buf, at);
        if (magic != RequestHeader.MAGIC) {
            return "a response's magic is " + magic + " instead of " + RequestHeader.MAGIC;
        }
        if (version != RequestHeader.VERSION) {
            return "a response's version is " + version + " instead of " + RequestHeader.VERSION;
        }
        if (flag > ResponseHeader.TEXT) {
            return "a response's flag is " + flag + ", known are 0 to 2";
        }
        if (blobLength < 0 || flag == ResponseHeader.OK && value < 0) {
            return "a response has a negative length: " + value + " or " + blobLength;
        }
        if (flag == ResponseHeader.ERRNO && blobLength != 0) {
            return "a response with an errno has a blob_len of " + blobLength;
        }
        if (flag == ResponseHeader.TEXT && value != 0) {
            return "a response with an error text has a msg_len of " + value;
        }
        // Unsigned, and 0 is never assigned.
        return Long.compareUnsigned(seq - 1, connection.highestSeq()) < 0
                ? null
                : "a response has seq " + Long.toUnsignedString(seq) + ", the highest assigned is "
                        + Long.toUnsignedString(connection.highestSeq());
    }

    private @Nullable String overLimit(byte[] buf, int at) {
        int blobLength = ResponseHeader.blobLength(buf, at);
        if (ResponseHeader.flag(buf, at) == ResponseHeader.TEXT) {
            return blobLength > maxErrorText ? tooLong("error text", blobLength, maxErrorText) : null;
        }
        if (contentLength(buf, at) > maxMessage) {
            return tooLong("message", contentLength(buf, at), maxMessage);
        }
        return blobLength > maxBlob ? tooLong("blob", blobLength, maxBlob) : null;
    }

    /** Bytes of the message or the text. */
    private static int contentLength(byte[] buf, int at) {
        return switch (ResponseHeader.flag(buf, at)) {
            case ResponseHeader.OK -> ResponseHeader.value(buf, at);
            case ResponseHeader.TEXT -> ResponseHeader.blobLength(buf, at);
            default -> 0;
        };
    }

    @Override
    void onFrame(byte[] buf, int at) {
        long seq = ResponseHeader.seq(buf, at);
        int flag = ResponseHeader.flag(buf, at);
        int length = contentLength(buf, at);
        int blobLength = flag == ResponseHeader.OK ? ResponseHeader.blobLength(buf, at) : 0;
        String reason = overLimit(buf, at);
        blob = null;
        bodySeq = seq;
        bodyIsBlob = reason == null;
        if (reason != null) {
            expectBody((long) length + blobLength);
            handler.onDiscarded(seq, reason);
        } else {
            expectBody(blobLength);
            int errno = flag == ResponseHeader.ERRNO ? ResponseHeader.value(buf, at) : 0;
            offered(
                    handler.onResponse(seq, flag, errno, buf, at + ResponseHeader.SIZE, length, blobLength),
                    blobLength);
        }
    }

    /** The limit keeps the runtime from reading past the blob; it is put back at the end. */
    private void offered(@Nullable ByteBuffer buffer, int blobLength) {
        if (buffer != null && blobLength > 0 && buffer.remaining() >= blobLength) {
            blobLimit = buffer.limit();
            blob = buffer.limit(buffer.position() + blobLength);
        }
    }

    @Override
    @Nullable
    ByteBuffer bodyBuffer(long left, int arrived) {
        return blob;
    }

    @Override
    void onBodyEnd() {
        if (blob != null) {
            blob.limit(blobLimit);
            blob = null;
        }
        if (bodyIsBlob) {
            handler.onBlobEnd(bodySeq);
        }
    }
}
