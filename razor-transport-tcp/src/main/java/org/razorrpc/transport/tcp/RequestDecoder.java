package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.TransportConfig;

/** Finds requests; refuses those that the protocol forbids. */
final class RequestDecoder extends FrameDecoder {
    private final TcpServerConnection connection;
    private final ActionNames names;
    private final BlobBuffers buffers;
    private final int maxAction;
    private final int maxMessage;
    private final int maxBlob;
    /** Set before anything is read. */
    private @Nullable ServerConnectionHandler handler;

    private long highestSeq;

    /** The frame whose blob is arriving, up to the blob. Null: none, or the blob is discarded. */
    private byte @Nullable [] frame;

    private int frameAt;
    private @Nullable String frameName;
    private boolean frameIsOwn;
    private @Nullable ByteBuffer blob;

    RequestDecoder(TcpServerConnection connection, ActionNames names, BlobBuffers buffers, TransportConfig config) {
        super(RequestHeader.SIZE);
        this.connection = connection;
        this.names = names;
        this.buffers = buffers;
        maxAction = Math.min(config.maxAction(), MOST / 2);
        maxMessage = Math.min(config.maxMessage(), MOST);
        maxBlob = config.maxBlob();
    }

    void handler(ServerConnectionHandler newHandler) {
        handler = newHandler;
    }

    @Override
    int onHeader(byte[] buf, int at) {
        int magic = RequestHeader.magic(buf, at);
        if (magic != RequestHeader.MAGIC) {
            return connection.violated("a request's magic is " + magic + " instead of " + RequestHeader.MAGIC);
        }
        long seq = RequestHeader.seq(buf, at);
        int version = RequestHeader.version(buf, at);
        if (version != RequestHeader.VERSION) {
            return refuseLast(seq, ErrorCode.INVALID_VERSION, "version " + version + " is not spoken here");
        }
        if (Long.compareUnsigned(seq, highestSeq) <= 0) {
            return connection.violated("seq " + Long.toUnsignedString(seq) + " is not above the highest so far, "
                    + Long.toUnsignedString(highestSeq));
        }
        highestSeq = seq;
        int nameLength = RequestHeader.isNamed(buf, at) ? RequestHeader.action(buf, at) : 0;
        long messageLength = RequestHeader.messageLength(buf, at);
        String fault = lengthFault(RequestHeader.isNamed(buf, at), nameLength, messageLength, buf, at);
        return fault != null
                ? refuseLast(seq, ErrorCode.DECODE, fault)
                : RequestHeader.SIZE + nameLength + (int) messageLength;
    }

    private @Nullable String lengthFault(boolean named, int nameLength, long messageLength, byte[] buf, int at) {
        if (named && nameLength == 0) {
            return "the action string is empty";
        }
        if (nameLength > maxAction) {
            return tooLong("action string", nameLength, maxAction);
        }
        if (messageLength > maxMessage) {
            return tooLong("message", messageLength, maxMessage);
        }
        long blobLength = RequestHeader.blobLength(buf, at);
        return blobLength > maxBlob ? tooLong("blob", blobLength, maxBlob) : null;
    }

    private int refuseLast(long seq, ErrorCode word, String reason) {
        stop();
        handler.onRefused(seq, word, reason, true);
        return 0;
    }

    @Override
    void onFrame(byte[] buf, int at) {
        long seq = RequestHeader.seq(buf, at);
        boolean named = RequestHeader.isNamed(buf, at);
        int action = RequestHeader.action(buf, at);
        int blobLength = (int) RequestHeader.blobLength(buf, at);
        String name = named ? names.name(buf, at + RequestHeader.SIZE, action) : null;
        frame = null;
        expectBody(blobLength);
        if (named && name == null) {
            handler.onRefused(seq, ErrorCode.DECODE, "the action string is not UTF-8", false);
        } else if (named || action != RequestHeader.PING) {
            deliverOrWait(buf, at, name, blobLength);
        } else if (RequestHeader.messageLength(buf, at) == 0 && blobLength == 0) {
            handler.onPing(seq);
        } else {
            handler.onRefused(seq, ErrorCode.METHOD_NOT_FOUND, "action 0 is the ping and has no body", false);
        }
    }

    private void deliverOrWait(byte[] buf, int at, @Nullable String name, int blobLength) {
        if (blobLength == 0) {
            deliver(buf, at, name, null);
        } else {
            frame = buf;
            frameAt = at;
            frameName = name;
            frameIsOwn = false;
        }
    }

    private void deliver(byte[] buf, int at, @Nullable String name, @Nullable ByteBuffer wholeBlob) {
        int action = RequestHeader.action(buf, at);
        handler.onRequest(
                RequestHeader.seq(buf, at),
                RequestHeader.format(buf, at),
                RequestHeader.clientId(buf, at),
                name == null ? action : -1,
                name,
                buf,
                at + RequestHeader.SIZE + (name == null ? 0 : action),
                (int) RequestHeader.messageLength(buf, at),
                wholeBlob);
    }

    @Override
    void beforeReuse() {
        if (frame != null && !frameIsOwn) {
            int nameLength = frameName == null ? 0 : RequestHeader.action(frame, frameAt);
            int size = RequestHeader.SIZE + nameLength + (int) RequestHeader.messageLength(frame, frameAt);
            frame = Arrays.copyOfRange(frame, frameAt, frameAt + size);
            frameAt = 0;
            frameIsOwn = true;
        }
    }

    @Override
    boolean takeArray() {
        boolean taken = frame != null;
        frameIsOwn |= taken;
        return taken;
    }

    @Override
    @Nullable
    ByteBuffer bodyBuffer(long left, int arrived) {
        if (frame == null) {
            return null;
        }
        if (blob == null) {
            if (arrived > 0) {
                blob = buffers.take(left, arrived);
            }
        } else if (!blob.hasRemaining()) {
            int filled = blob.position();
            long larger = Math.max(2L * filled, (long) filled + arrived);
            blob = ByteBuffer.wrap(Arrays.copyOf(blob.array(), (int) Math.min(filled + left, larger)));
            blob.position(filled);
        }
        return blob;
    }

    @Override
    void onBodyEnd() {
        byte[] buf = frame;
        ByteBuffer whole = blob;
        frame = null;
        blob = null;
        if (buf != null) {
            deliver(buf, frameAt, frameName, whole.flip());
        }
    }
}
