package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ClientStream;

/** A response that arrives in two reads: its blob later than its header. */
class SplitResponseTest extends SocketTest {
    private static final int BLOB = 64 << 10;
    private static final int HEADER = 32;

    @Test
    void aCallThatEndsLaterThanItsHeaderCameLeavesItsPlaceToItsCallback() throws Exception {
        RawServer server = opened(RawServer.listen(stack));
        address = server.address();
        ClientStream client = client(config -> config.window(1));
        RawPeer peer = opened(server.accept());
        CompletableFuture<Integer> blobExpected = new CompletableFuture<>();
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        CompletableFuture<CountedTask> firstEnded = new CompletableFuture<>();
        CompletableFuture<CountedTask> secondEnded = new CompletableFuture<>();
        CountedTask second = new CountedTask(client, TestService.ECHO, secondEnded::complete);
        CountedTask first =
                new CountedTask(client, TestService.ECHO, done -> {
                    taken.complete(client.offer(second));
                    firstEnded.complete(done);
                }) {
                    @Override
                    public ByteBuffer responseBlob(int length) {
                        blobExpected.complete(length);
                        return ByteBuffer.allocate(length);
                    }
                };

        client.send(first);
        byte[] answer = echo(peer, new byte[BLOB]);
        peer.say(Arrays.copyOf(answer, BLOB / 2));
        assertThat(blobExpected.get(10, TimeUnit.SECONDS)).isEqualTo(BLOB);
        peer.say(answer, BLOB / 2, answer.length - BLOB / 2);

        assertThat(taken.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(firstEnded.get(10, TimeUnit.SECONDS).error).isNull();
        peer.say(echo(peer, new byte[0]));
        assertThat(secondEnded.get(10, TimeUnit.SECONDS).error).isNull();
    }

    /** The answer to the next request. */
    private static byte[] echo(RawPeer peer, byte[] blob) throws Exception {
        byte[] request = peer.hearRequest();
        byte[] message = Arrays.copyOfRange(request, HEADER, request.length);
        return Frames.ok(Frames.littleEndian(request).getLong(8), message, blob);
    }
}
