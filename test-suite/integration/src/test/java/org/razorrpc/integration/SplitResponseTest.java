package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.WireBuffer;

/** A response that arrives in two reads: its blob later than its header. */
class SplitResponseTest extends SocketTest {
    private static final int BLOB = 64 << 10;

    /** Takes a blob, and offers another of its kind when it has it. */
    private static final class Task implements ClientTask {
        private final CompletableFuture<Integer> blobExpected = new CompletableFuture<>();
        private final CompletableFuture<@Nullable RpcException> ended = new CompletableFuture<>();
        private final ByteBuffer blob = ByteBuffer.allocate(BLOB);
        private final Runnable atEnd;

        Task(Runnable atEnd) {
            this.atEnd = atEnd;
        }

        @Override
        public Action<?, ?> action() {
            return TestService.RAW;
        }

        @Override
        public void encode(WireBuffer out) {}

        @Override
        public void decode(byte[] buf, int offset, int length) {}

        @Override
        public ByteBuffer responseBlob(int length) {
            blobExpected.complete(length);
            return blob;
        }

        @Override
        public void done(@Nullable RpcException error) {
            atEnd.run();
            ended.complete(error);
        }
    }

    @Test
    void aCallThatEndsLaterThanItsHeaderCameLeavesItsPlaceToItsCallback() throws Exception {
        RawServer server = opened(RawServer.listen(stack));
        address = server.address();
        ClientStream client = client(config -> config.window(1));
        RawPeer peer = opened(server.accept());
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Task second = new Task(() -> {});
        Task first = new Task(() -> taken.complete(client.offer(second)));

        client.send(first);
        byte[] answer = Frames.ok(seq(peer), new byte[0], new byte[BLOB]);
        peer.say(Arrays.copyOf(answer, BLOB / 2));
        assertThat(first.blobExpected.get(10, TimeUnit.SECONDS)).isEqualTo(BLOB);
        peer.say(answer, BLOB / 2, answer.length - BLOB / 2);

        assertThat(taken.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(first.ended.get(10, TimeUnit.SECONDS)).isNull();
        peer.say(Frames.ok(seq(peer)));
        assertThat(second.ended.get(10, TimeUnit.SECONDS)).isNull();
    }

    private static long seq(RawPeer peer) throws Exception {
        return Frames.littleEndian(peer.hearRequest()).getLong(8);
    }
}
