package org.razorrpc.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.ResponseHeader;

/** A client that records what it is answered. */
class ClientProbe extends ConnectionProbe implements ClientOpener, ClientConnectionHandler {
    /** Bytes before and behind a blob's place in its buffer. */
    static final int MARGIN = 3;

    /**
     * A response.
     *
     * @param blob its bytes; empty when it had none or they were discarded
     * @param discarded the reason for a response over the limits; null for any other
     */
    record Answer(
            long seq,
            int flag,
            int errno,
            byte[] message,
            byte[] blob,
            @Nullable String discarded) {}

    private record BlobUnderWay(Answer answer, @Nullable ByteBuffer target, int position, int limit, int length) {}

    /** In the order of their ends. */
    final List<Answer> answers = new CopyOnWriteArrayList<>();
    /** How often the opener was told anything. */
    final AtomicInteger told = new AtomicInteger();

    volatile long lastSeq;
    volatile long lastDeadline;
    volatile long lastSeqSent;
    volatile @Nullable IOException failure;
    private volatile @Nullable ClientConnection connection;
    private @Nullable BlobUnderWay underWay;

    /** In {@code opened}. */
    void whenOpened(ClientConnection opened) {}

    /** In {@code onAppended}. */
    void whenAppended(long seq, TestFrame frame) {}

    /** Where the blob goes. */
    @Nullable
    ByteBuffer target(int length) {
        return ByteBuffer.allocate(length + 2 * MARGIN).position(MARGIN);
    }

    /** In the last callback of a response. */
    void whenAnswered(Answer answer) {}

    @Override
    final ClientConnection connection() {
        ClientConnection opened = connection;
        if (opened == null) {
            throw new AssertionError("not connected: " + failure);
        }
        return opened;
    }

    @Override
    final boolean isOpen() {
        return connection != null;
    }

    final boolean write(TestFrame frame) {
        return connection().write(frame, 0, 0, 0);
    }

    final void send(byte[] message, @Nullable Blob blob) {
        write(new TestFrame(TestFrame.ACTION, message, blob));
        connection().flush();
    }

    final void awaitAnswers(int count) {
        await(count + " answers and the end of their batch", () -> answers.size() >= count && !inBatch);
    }

    @Override
    public final ClientConnectionHandler opened(ClientConnection opened) {
        told.incrementAndGet();
        connection = opened;
        signal();
        whenOpened(opened);
        handles();
        return this;
    }

    @Override
    public final void failed(IOException why) {
        told.incrementAndGet();
        failure = why;
        signal();
    }

    @Override
    public final void onAppended(long seq, RequestFrame frame, long deadline) {
        if (seq != lastSeq + 1) {
            violations.add("onAppended(" + seq + ") after " + lastSeq);
        }
        if (closedCount > 0) {
            violations.add("onAppended after onClosed");
        }
        TestFrame own = (TestFrame) frame;
        appended.add(own);
        lastDeadline = deadline;
        whenAppended(seq, own);
        // Last: an answer that is here before this was too early.
        lastSeq = seq;
    }

    @Override
    public final @Nullable ByteBuffer onResponse(
            long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength) {
        byte[] message = new byte[length];
        System.arraycopy(buf, offset, message, 0, length);
        Answer answer = new Answer(seq, flag, errno, message, new byte[0], null);
        ByteBuffer target = blobLength > 0 ? target(blobLength) : null;
        delivered("onResponse", () -> {
            checkAssigned(seq);
            if (flag != ResponseHeader.OK && blobLength > 0) {
                violations.add("a blob of " + blobLength + " bytes with flag " + flag);
            }
            if (blobLength > 0) {
                int position = target == null ? 0 : target.position();
                int limit = target == null ? 0 : target.limit();
                underWay = new BlobUnderWay(answer, target, position, limit, blobLength);
            } else {
                answered(answer);
            }
        });
        return target;
    }

    @Override
    public final void onBlobEnd(long seq) {
        delivered("onBlobEnd", () -> {
            BlobUnderWay blob = underWay;
            underWay = null;
            if (blob == null || blob.answer.seq != seq) {
                violations.add("onBlobEnd(" + seq + ") for " + blob);
                return;
            }
            Answer answer = blob.answer;
            answered(new Answer(seq, answer.flag, answer.errno, answer.message, arrived(blob), null));
        });
    }

    private byte[] arrived(BlobUnderWay blob) {
        ByteBuffer target = blob.target;
        if (target == null) {
            return new byte[0];
        }
        if (target.limit() != blob.limit) {
            violations.add("the blob's buffer has a new limit: " + target);
        }
        for (int i = blob.position + blob.length; i < blob.limit; i++) {
            if (target.get(i) != 0) {
                violations.add("bytes behind the blob's place: " + target);
            }
        }
        byte[] bytes = new byte[blob.length];
        target.get(blob.position, bytes);
        return bytes;
    }

    @Override
    public final void onDiscarded(long seq, String reason) {
        delivered("onDiscarded", () -> {
            checkAssigned(seq);
            answered(new Answer(seq, -1, 0, new byte[0], new byte[0], reason));
        });
    }

    private void answered(Answer answer) {
        answers.add(answer);
        whenAnswered(answer);
    }

    private void checkAssigned(long seq) {
        if (underWay != null) {
            violations.add("a response inside another: " + seq);
        }
        if (seq < 1 || seq > lastSeq) {
            violations.add("an answer for " + seq + " although onAppended has seen " + lastSeq);
        }
    }

    @Override
    public final void onClosed(@Nullable Throwable closedBy, long sent) {
        lastSeqSent = sent;
        if (sent > lastSeq) {
            violations.add("seq " + sent + " was sent, the last appended is " + lastSeq);
        }
        closed(closedBy);
    }

    @Override
    public final String toString() {
        return "client: told " + told + ", failure " + failure + ", answers " + answers.size() + ", last seq " + lastSeq
                + ", " + super.toString();
    }
}
