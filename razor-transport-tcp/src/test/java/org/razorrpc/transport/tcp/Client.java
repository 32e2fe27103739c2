package org.razorrpc.transport.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.TransportConfig;

/** A client connection on a fake stream that writes down what it hears. */
class Client implements ClientConnectionHandler, ClientOpener {
    final List<String> events = new ArrayList<>();
    final FakeStream stream = new FakeStream();
    final ClientConnection connection;
    final List<Long> appended = new ArrayList<>();
    IntFunction<ByteBuffer> blobBuffers = ByteBuffer::allocate;
    ByteBuffer blob;
    int blobFrom;
    long lastDeadline;
    int closes;
    int batches;
    int writes;
    Throwable cause;
    long lastSeqSent = -1;
    Runnable onEvent = () -> {};

    Client(TransportConfig config) {
        TcpClientConnection opened = TcpClientConnection.open(stream, config, this);
        connection = opened;
        stream.handler = opened;
    }

    /** Sends empty requests, so that seqs 1 to {@code count} are assigned. */
    Client assign(int count) {
        for (int i = 0; i < count; i++) {
            connection.write(new Frames.Out(new byte[0]), 0, 0, 0);
        }
        connection.flush();
        stream.writeAll();
        stream.takeWritten();
        return this;
    }

    private void add(String event) {
        if (closes > 0) {
            throw new AssertionError("after onClosed: " + event);
        }
        events.add(event);
        onEvent.run();
    }

    @Override
    public ClientConnectionHandler opened(ClientConnection ignored) {
        return this;
    }

    @Override
    public void failed(IOException failure) {
        throw new AssertionError(failure);
    }

    @Override
    public void onAppended(long seq, RequestFrame frame, long deadline) {
        appended.add(seq);
        lastDeadline = deadline;
    }

    @Override
    public ByteBuffer onResponse(long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength) {
        byte[] content = Arrays.copyOfRange(buf, offset, offset + length);
        blob = null;
        if (blobLength > 0) {
            blob = blobBuffers.apply(blobLength);
            blobFrom = blob == null ? 0 : blob.position();
        }
        add(response(seq, flag, errno, content, blobLength));
        return blob;
    }

    static String response(long seq, int flag, int errno, byte[] content, int blobLength) {
        return "response " + seq + " flag " + flag + " errno " + Integer.toUnsignedString(errno) + " content "
                + Frames.hex(content) + " blob " + blobLength;
    }

    @Override
    public void onBlobEnd(long seq) {
        if (blob == null) {
            add("blob end " + seq);
            return;
        }
        byte[] bytes = new byte[blob.position() - blobFrom];
        blob.get(blobFrom, bytes);
        add("blob end " + seq + " " + Frames.hex(bytes));
    }

    @Override
    public void onDiscarded(long seq, String reason) {
        add("discarded " + seq + " " + reason);
    }

    @Override
    public void onBatchEnd() {
        batches++;
    }

    @Override
    public void onWritten() {
        writes++;
    }

    @Override
    public void onClosed(Throwable newCause, long newLastSeqSent) {
        closes++;
        cause = newCause;
        lastSeqSent = newLastSeqSent;
        events.add("closed " + (newCause == null ? null : newCause.getClass().getSimpleName()));
    }
}
