package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.TransportConfig;

/** A server connection on a fake stream that writes down what it hears. */
class Server implements ServerConnectionHandler {
    final List<String> events = new ArrayList<>();
    final FakeStream stream = new FakeStream();
    final ServerConnection connection;
    int batches;
    int writes;
    int closes;
    Throwable cause;
    Runnable onEvent = () -> {};

    Server(TransportConfig config) {
        this(config, new ActionNames());
    }

    Server(TransportConfig config, ActionNames names) {
        TcpServerConnection[] holder = new TcpServerConnection[1];
        holder[0] = TcpServerConnection.open(stream, config, names, accepted -> this);
        connection = holder[0];
        stream.handler = holder[0];
    }

    private void add(String event) {
        if (closes > 0) {
            throw new AssertionError("after onClosed: " + event);
        }
        events.add(event);
        onEvent.run();
    }

    @Override
    public void onRequest(
            long seq,
            int format,
            long clientId,
            int action,
            String actionName,
            byte[] buf,
            int offset,
            int length,
            ByteBuffer blob) {
        byte[] message = Arrays.copyOfRange(buf, offset, offset + length);
        byte[] blobBytes = null;
        if (blob != null) {
            blobBytes = new byte[blob.remaining()];
            blob.get(blobBytes);
            connection.reuse(blob);
        }
        add(request(seq, format, clientId, action, actionName, message, blobBytes));
    }

    static String request(
            long seq, int format, long clientId, int action, String actionName, byte[] message, byte[] blob) {
        return "request " + Long.toUnsignedString(seq) + " format " + format + " client "
                + Long.toUnsignedString(clientId) + " action " + action + "/" + actionName + " message "
                + Frames.hex(message) + " blob " + (blob == null ? null : Frames.hex(blob));
    }

    @Override
    public void onPing(long seq) {
        add("ping " + seq);
    }

    @Override
    public void onRefused(long seq, ErrorCode word, String reason, boolean last) {
        add("refused " + Long.toUnsignedString(seq) + " " + word + (last ? " last" : ""));
    }

    @Override
    public void onBatchEnd() {
        batches++;
    }

    @Override
    public void onInputEnd() {
        add("input end");
    }

    @Override
    public void onWritten() {
        writes++;
    }

    @Override
    public void onClosed(Throwable newCause) {
        closes++;
        cause = newCause;
        events.add("closed " + (newCause == null ? null : newCause.getClass().getSimpleName()));
    }
}
