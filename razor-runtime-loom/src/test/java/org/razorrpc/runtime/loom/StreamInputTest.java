package org.razorrpc.runtime.loom;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.spi.ByteStreamHandler;

/** Reads from a socket, with a handler that wants the first bytes in a target and takes down all it gets. */
@Timeout(20)
class StreamInputTest {

    private static final int TARGET = 64 << 10;

    private final Handler handler = new Handler();
    private final ReadFlow flow = new ReadFlow();
    private final ByteBuffer shared = ByteBuffer.allocate(64);
    private SocketChannel channel;
    private SocketChannel peer;
    private StreamInput input;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            channel = SocketChannel.open(server.getLocalAddress());
            peer = server.accept();
        }
        input = new StreamInput(() -> handler, channel, flow);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        peer.close();
    }

    @Test
    void whatATargetDoesNotTakeIsRead() throws IOException {
        say("hello");
        read();
        assertThat(input.pendingBytes()).isEqualTo(5);
        input.deliver();
        assertThat(handler.got).hasToString("hello.");
        assertThat(input.isPending()).isFalse();
    }

    @Test
    void aTargetIsFilledFirst() throws IOException {
        handler.target = ByteBuffer.allocate(2);
        say("hello");
        read();
        input.deliver();
        assertThat(handler.got).hasToString("[2]llo.");
    }

    /** Buffers come from a pool: the next stream's bytes in it are none of this stream's. */
    @Test
    void aBufferThatGotNothingIsNobodysAfterTheRead() throws IOException {
        handler.target = ByteBuffer.allocate(TARGET);
        say("hello");
        read();
        input.deliver();
        shared.clear().put("of another stream".getBytes(US_ASCII)).flip();
        assertThat(input.isPending()).isFalse();
        assertThat(input.pendingBytes()).isZero();
        assertThat(handler.got).hasToString("[5].");
    }

    @Test
    void aPauseInBetweenLeavesTheRestPending() throws IOException {
        handler.target = ByteBuffer.allocate(2);
        handler.pauses = true;
        say("hello");
        read();
        input.deliver();
        assertThat(handler.got).hasToString("[2].");
        assertThat(input.pendingBytes()).isEqualTo(3);
        input.deliver();
        assertThat(handler.got).hasToString("[2].llo.");
    }

    @Test
    void theEndIsDeliveredOnce() throws IOException {
        peer.shutdownOutput();
        read();
        assertThat(input.isPending()).isTrue();
        assertThat(input.isEnded()).isFalse();
        input.deliver();
        assertThat(handler.got).hasToString("end");
        assertThat(input.isPending()).isFalse();
        assertThat(input.isEnded()).isTrue();
    }

    private void say(String text) throws IOException {
        peer.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    private void read() throws IOException {
        input.prepare();
        assertThat(input.read(shared.clear())).isTrue();
    }

    private final class Handler implements ByteStreamHandler {

        private final StringBuilder got = new StringBuilder();
        private @Nullable ByteBuffer target;
        private boolean pauses;

        @Override
        public @Nullable ByteBuffer readTarget() {
            return target;
        }

        @Override
        public void onTargetRead(int count) {
            got.append('[').append(count).append(']');
            if (pauses) {
                flow.pause();
            }
        }

        @Override
        public void onRead(ByteBuffer in) {
            got.append(US_ASCII.decode(in));
        }

        @Override
        public void onReadEnd() {
            got.append('.');
        }

        @Override
        public void onInputEnd() {
            got.append("end");
        }

        @Override
        public void pull(Consumer<ByteBuffer> batch) {}

        @Override
        public void onWritten(long count) {}

        @Override
        public void onClosed(@Nullable Throwable cause) {}
    }
}
