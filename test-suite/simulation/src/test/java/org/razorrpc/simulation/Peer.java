package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;

/** A handler that sends what it is told to, keeps what it hears, and checks the contract's order on the way. */
class Peer implements ByteStreamHandler {
    private final SimRuntime node;
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private long inBatch;
    private boolean reading;
    private boolean writing;
    private @Nullable ByteStream stream;

    final List<String> events = new ArrayList<>();
    final List<Integer> pulls = new ArrayList<>();
    long written;
    boolean inputEnded;
    boolean closed;

    @Nullable
    Throwable cause;

    Peer(SimRuntime node) {
        this.node = node;
    }

    Peer on(ByteStream newStream) {
        assertThat(stream).isNull();
        stream = newStream;
        return this;
    }

    ByteStream stream() {
        return Objects.requireNonNull(stream, "not connected");
    }

    boolean isOpen() {
        return stream != null && !closed;
    }

    void append(byte[] bytes) {
        unsent.writeBytes(bytes);
    }

    void send(byte[] bytes) {
        append(bytes);
        stream().requestWrite();
    }

    byte[] input() {
        return input.toByteArray();
    }

    /** What the events of one kind amount to. */
    long count(String event) {
        return events.stream().filter(event::equals).count();
    }

    private void enter(String event) {
        assertThat(closed).as("%s after onClosed", event).isFalse();
        assertThat(node.mayBlock()).isFalse();
        assertThat(node.isPaused()).as("%s while the node is paused", event).isFalse();
        events.add(event);
    }

    private void read(String event) {
        enter(event);
        assertThat(reading).as("%s within a read callback", event).isFalse();
        reading = true;
    }

    @Override
    public void pull(Consumer<ByteBuffer> batch) {
        enter("pull");
        assertThat(writing).as("pull within a write callback").isFalse();
        assertThat(inBatch).as("pull before the last batch was taken").isZero();
        byte[] bytes = unsent.toByteArray();
        unsent = new ByteArrayOutputStream();
        pulls.add(bytes.length);
        inBatch = bytes.length;
        writing = true;
        int half = bytes.length / 2;
        batch.accept(ByteBuffer.wrap(bytes, 0, half));
        batch.accept(ByteBuffer.wrap(bytes, half, bytes.length - half));
        writing = false;
    }

    @Override
    public void onWritten(long count) {
        enter("written");
        assertThat(writing).as("onWritten within a write callback").isFalse();
        assertThat(count).isBetween(1L, inBatch);
        inBatch -= count;
        written += count;
        writing = true;
        afterWritten();
        writing = false;
    }

    /** The end of {@link #onWritten}. */
    void afterWritten() {}

    @Override
    public @Nullable ByteBuffer readTarget() {
        enter("target");
        return null;
    }

    @Override
    public void onTargetRead(int count) {
        enter("targetRead");
    }

    @Override
    public void onRead(ByteBuffer in) {
        read("read");
        assertThat(in.hasArray()).isTrue();
        input.write(in.array(), in.arrayOffset() + in.position(), in.remaining());
        in.position(in.limit());
        reading = false;
    }

    @Override
    public void onReadEnd() {
        read("readEnd");
        reading = false;
    }

    @Override
    public void onInputEnd() {
        read("inputEnd");
        assertThat(inputEnded).isFalse();
        inputEnded = true;
        reading = false;
    }

    @Override
    public void onClosed(@Nullable Throwable newCause) {
        enter("closed");
        closed = true;
        cause = newCause;
    }
}
