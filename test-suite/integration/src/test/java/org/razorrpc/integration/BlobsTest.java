package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;

@MethodSource("org.razorrpc.integration.Stack#callers")
class BlobsTest extends StackFixture {
    private static final int LIMIT = 16 << 20;
    private static final Note NOTE = new Note(1, "with a blob");

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(ByteBuffer blob) {
        byte[] bytes = new byte[blob.remaining()];
        blob.duplicate().get(bytes);
        return bytes;
    }

    @Test
    void blobsOfEverySizeTravelBothWays() throws Exception {
        serve();
        ClientCaller client = caller();
        for (int length : new int[] {1, 100, 16_383, 16_384, 65_535, 65_536, 65_537, 1_000_000, LIMIT}) {
            byte[] sent = random(length);
            Reply<Note> reply = client.call(TestService.BLOB, NOTE, CallOptions.blob(Blob.of(sent)));
            assertThat(reply.message().number()).isEqualTo(length);
            assertThat(bytes(reply.blob())).isEqualTo(sent);
        }
    }

    @Test
    void anEmptyBlobIsNone() throws Exception {
        serve();
        Reply<Note> reply = caller().call(TestService.BLOB, NOTE, CallOptions.blob(Blob.of(new byte[0])));
        assertThat(reply.message().number()).isZero();
        assertThat(reply.blob()).isNull();
    }

    @Test
    void directAndHeapBuffersInPartsTravelIntoTheCallersBuffer() throws Exception {
        serve();
        ClientCaller client = caller();
        byte[] sent = random(200_000);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(150_000).put(sent, 0, 150_000).flip();
        Blob parts = Blob.of(direct, ByteBuffer.wrap(sent, 150_000, 50_000));
        for (ByteBuffer target : List.of(ByteBuffer.allocateDirect(200_010), ByteBuffer.allocate(200_010))) {
            target.position(10);
            Reply<Note> reply =
                    client.call(TestService.BLOB, NOTE, CallOptions.blob(parts).withResponseBuffer(target));
            assertThat(bytes(reply.blob())).isEqualTo(sent);
            assertThat(target.position()).isEqualTo(200_010);
            assertThat(bytes(target.flip().position(10))).isEqualTo(sent);
        }
    }

    @Test
    void aBlobThatDoesNotFitItsBufferFailsThatCallAlone() throws Exception {
        serve();
        ClientCaller client = caller();
        byte[] sent = random(100_000);
        CompletableFuture<Reply<Note>> small = client.callAsync(
                TestService.BLOB,
                NOTE,
                CallOptions.blob(Blob.of(sent)).withResponseBuffer(ByteBuffer.allocate(99_999)));
        CompletableFuture<Reply<Note>> fine = client.callAsync(TestService.BLOB, NOTE, CallOptions.blob(Blob.of(sent)));

        assertThatThrownBy(() -> small.get(10, TimeUnit.SECONDS)).cause().satisfies(e -> {
            RpcException failure = (RpcException) e;
            assertThat(failure.code()).isEqualTo(ErrorCode.DECODE);
            assertThat(failure.outcome()).isEqualTo(Outcome.EXECUTED);
        });
        assertThat(bytes(fine.get(10, TimeUnit.SECONDS).blob())).isEqualTo(sent);
    }

    @Test
    void aBlobOverTheLimitIsNotSentAndHarmsNothing() throws Exception {
        serve();
        ClientCaller client = caller();
        assertThatThrownBy(() -> client.call(TestService.BLOB, NOTE, CallOptions.blob(Blob.of(new byte[LIMIT + 1]))))
                .isInstanceOfSatisfying(RpcException.class, failure -> {
                    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
                    assertThat(failure).hasMessageContaining(String.valueOf(LIMIT));
                });
        assertThat(client.call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
    }

    @Test
    void manyBlobsAreInFlightAtOnce() throws Exception {
        serve();
        ClientCaller client = caller();
        List<CompletableFuture<Reply<Note>>> replies = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            replies.add(client.callAsync(TestService.BLOB, NOTE, CallOptions.blob(Blob.of(random(10_000 + 251 * i)))));
        }
        for (int i = 0; i < 300; i++) {
            assertThat(bytes(replies.get(i).get(30, TimeUnit.SECONDS).blob())).isEqualTo(random(10_000 + 251 * i));
        }
    }

    @Test
    void aTasksBlobIsReleasedOnceAndItsResponseGoesToItsBuffer() throws Exception {
        serve();
        ClientCaller client = caller();
        CompletableFuture<Void> told = new CompletableFuture<>();
        CountedTask task = new CountedTask(client, TestService.BLOB, done -> told.complete(null));
        task.blob = Blob.of(random(70_000));
        task.responseBlob = ByteBuffer.allocate(70_000);
        client.send(task);
        told.get(10, TimeUnit.SECONDS);
        assertThat(task.error).isNull();
        assertThat(task.responseBlob.flip()).isEqualTo(ByteBuffer.wrap(random(70_000)));
        client.shutdown(Duration.ofSeconds(5));
        Awaitility.await().untilAsserted(() -> assertThat(task.released).isOne());
        assertThat(task.done).isOne();
    }
}
