package org.razorrpc.tck;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;

/** A server that records what it is asked, and answers nothing by itself. */
class ServerProbe extends ConnectionProbe implements ServerConnectionHandler {

    /** A request; the blob is kept as it was given. */
    record Received(
            long seq,
            int format,
            long clientId,
            int action,
            @Nullable String actionName,
            byte[] message,
            @Nullable ByteBuffer blob) {}

    record Refused(long seq, ErrorCode word, String reason, boolean last) {}

    final List<Received> requests = new CopyOnWriteArrayList<>();
    final List<Refused> refusals = new CopyOnWriteArrayList<>();
    final List<Long> pings = new CopyOnWriteArrayList<>();

    volatile long highestSeq;
    volatile boolean inputEnded;
    private volatile @Nullable ServerConnection connection;

    /** In {@code accepted}. */
    void whenAccepted(ServerConnection accepted) {}

    /** In {@code onRequest}. */
    void whenAsked(Received request) {}

    /** In {@code onPing}. */
    void whenPinged(long seq) {}

    /** In {@code onRefused}. */
    void whenRefused(Refused refused) {}

    @Override
    final ServerConnection connection() {
        ServerConnection accepted = connection;
        if (accepted == null) {
            throw new AssertionError("nobody has connected");
        }
        return accepted;
    }

    @Override
    final boolean isOpen() {
        return connection != null;
    }

    final ServerProbe attach(ServerConnection accepted) {
        connection = accepted;
        whenAccepted(accepted);
        handles();
        signal();
        return this;
    }

    /** Appends; a flush must follow, or the end of a batch. */
    final boolean write(TestFrame frame) {
        boolean written = connection().write(frame);
        if (written) {
            appended.add(frame);
        }
        return written;
    }

    final void echo(Received request) {
        ByteBuffer blob = request.blob;
        write(new TestFrame(request.seq, request.message, blob == null ? null : Blob.of(blob)));
    }

    final void awaitRequests(int count) {
        await(count + " requests and the end of their batch", () -> requests.size() >= count && !inBatch);
    }

    private void checkSeq(long seq) {
        if (seq <= highestSeq) {
            violations.add("seq " + seq + " after " + highestSeq);
        }
        highestSeq = seq;
        if (!refusals.isEmpty() && refusals.getLast().last) {
            violations.add("seq " + seq + " after the last refusal");
        }
    }

    @Override
    public final void onRequest(
            long seq,
            int format,
            long clientId,
            int action,
            @Nullable String actionName,
            byte[] buf,
            int offset,
            int length,
            @Nullable ByteBuffer blob) {
        byte[] message = new byte[length];
        System.arraycopy(buf, offset, message, 0, length);
        Received request = new Received(seq, format, clientId, action, actionName, message, blob);
        delivered("onRequest", () -> {
            checkSeq(seq);
            if (action < 0 != (actionName != null)) {
                violations.add("action " + action + " with the name " + actionName);
            }
            requests.add(request);
            whenAsked(request);
        });
    }

    @Override
    public final void onPing(long seq) {
        delivered("onPing", () -> {
            checkSeq(seq);
            pings.add(seq);
            whenPinged(seq);
        });
    }

    @Override
    public final void onRefused(long seq, ErrorCode word, String reason, boolean last) {
        Refused refused = new Refused(seq, word, reason, last);
        delivered("onRefused", () -> {
            checkSeq(seq);
            refusals.add(refused);
            whenRefused(refused);
        });
    }

    /** Nothing is left to be answered. */
    @Override
    public final void onInputEnd() {
        delivered("onInputEnd", () -> {
            inputEnded = true;
            connection().close(null);
        });
    }

    @Override
    public final void onClosed(@Nullable Throwable closedBy) {
        closed(closedBy);
    }

    @Override
    public final String toString() {
        return "server: requests " + requests.size() + ", refusals " + refusals + ", pings " + pings + ", input ended "
                + inputEnded + ", " + super.toString();
    }
}
