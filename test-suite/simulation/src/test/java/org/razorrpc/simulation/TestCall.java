package org.razorrpc.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A call that carries its number there and back, with a blob either way or none, and knows how often it was told its end, when,
 * and how.
 */
final class TestCall implements ClientTask {
    static final Action<byte[], byte[]> ACTION = Action.raw(1);

    final int number;
    private final SimRuntime node;
    private final int padding;
    private final Blob blob;
    private final long timeoutNanos;
    final long submittedAt;
    int answer = -1;
    int dones;
    int decodes;
    int released;

    @Nullable
    ByteBuffer answerBlob;

    long doneAt;

    @Nullable
    RpcException error;

    Runnable afterDone = () -> {};
    boolean idempotent;
    /** Whether it was sent as a task that was accepted, and so is to be told of its blob's release. */
    boolean wasOffered;

    /**
     * @param padding bytes of the request behind its number
     * @param blobLength of the request; 0: none
     */
    TestCall(int number, SimRuntime node, int padding, int blobLength, long timeoutNanos) {
        this.number = number;
        this.node = node;
        this.padding = padding;
        this.blob = blob(number, blobLength);
        this.timeoutNanos = timeoutNanos;
        this.submittedAt = node.nanoTime();
    }

    boolean isOver() {
        return dones > 0;
    }

    boolean isAnswered() {
        return isOver() && error == null;
    }

    /** From submission to its end. */
    long took() {
        return doneAt - submittedAt;
    }

    /** The number that a message begins with. */
    static int number(byte[] message) {
        return ByteBuffer.wrap(message).getInt();
    }

    /** Bytes that no other call's blob has. */
    static Blob blob(int number, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) number);
        return Blob.of(bytes);
    }

    static boolean isBlobOf(int number, ByteBuffer blob) {
        for (int i = blob.position(); i < blob.limit(); i++) {
            if (blob.get(i) != (byte) number) {
                return false;
            }
        }
        return true;
    }

    boolean hasBlob() {
        return blob.length() > 0;
    }

    static byte[] message(int number, int padding) {
        return ByteBuffer.allocate(Integer.BYTES + padding).putInt(number).array();
    }

    @Override
    public Action<?, ?> action() {
        return ACTION;
    }

    @Override
    public void encode(WireBuffer out) {
        out.putBytes(message(number, padding));
    }

    @Override
    public @Nullable Blob blob() {
        return hasBlob() ? blob : null;
    }

    @Override
    public void released() {
        released++;
    }

    @Override
    public ByteBuffer responseBlob(int length) {
        answerBlob = ByteBuffer.allocate(length);
        return answerBlob;
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {
        decodes++;
        answer = ByteBuffer.wrap(buf, offset, length).getInt();
    }

    /** In the place of the methods above, for a call that was made without a task. */
    void answered(Reply<byte[]> reply) {
        byte[] message = Objects.requireNonNull(reply.message());
        decode(message, 0, message.length);
        ByteBuffer blob = reply.blob();
        answerBlob = blob == null ? null : blob.position(blob.limit());
    }

    @Override
    public void done(@Nullable RpcException newError) {
        dones++;
        doneAt = node.nanoTime();
        error = newError;
        node.world().mark(number);
        afterDone.run();
    }

    @Override
    public long timeoutNanos() {
        return timeoutNanos;
    }

    @Override
    public boolean idempotent() {
        return idempotent;
    }

    @Override
    public String toString() {
        return "call " + number + ": " + (isOver() ? String.valueOf(error) : "not over");
    }
}
