package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.WireBuffer;

/** The peer dies at any byte of a short conversation, orderly or by a reset. */
class PeerDiesTest extends SocketTest {
    private static final Note NOTE = new Note(5, "dies");

    private byte[] encoded(Note note) {
        WireBuffer out = new WireBuffer(64);
        codec.of(Note.class).encode(note, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void die(RawPeer peer, boolean reset) throws IOException {
        if (reset) {
            peer.reset();
        } else {
            peer.close();
        }
    }

    @Test
    void everyCallInFlightEndsOnceWhereverTheServerDies() throws Exception {
        byte[][] answers = {
            Frames.ok(2, encoded(NOTE), new byte[] {1, 2, 3}),
            Frames.text(1, "no"),
            Frames.ok(3, encoded(NOTE), new byte[0])
        };
        byte[] conversation = Frames.join(answers);
        try (RawServer rawServer = RawServer.listen(stack)) {
            address = rawServer.address();
            for (int cut = 0; cut <= conversation.length; cut++) {
                dieAfter(rawServer, conversation, cut, false, ends(answers));
                dieAfter(rawServer, conversation, cut, true, ends(answers));
            }
        }
    }

    /** By call: after how many bytes of the conversation it is answered. */
    private static int[] ends(byte[][] answers) {
        int[] ends = new int[answers.length];
        int end = 0;
        for (byte[] answer : answers) {
            end += answer.length;
            ends[(int) Frames.littleEndian(answer).getLong(8) - 1] = end;
        }
        return ends;
    }

    private void dieAfter(RawServer rawServer, byte[] conversation, int cut, boolean reset, int[] ends)
            throws Exception {
        String what = (reset ? "reset" : "closed") + " after " + cut + " bytes, call ";
        try (ClientStream client = client();
                RawPeer peer = rawServer.accept()) {
            CountDownLatch done = new CountDownLatch(ends.length);
            List<CountedTask> tasks = new ArrayList<>();
            for (int i = 0; i < ends.length; i++) {
                tasks.add(new CountedTask(client, TestService.ECHO, task -> done.countDown()));
                tasks.get(i).responseBlob = ByteBuffer.allocate(3);
                client.send(tasks.get(i));
                peer.hearRequest();
            }
            peer.say(conversation, 0, cut);
            die(peer, reset);
            assertThat(done.await(10, TimeUnit.SECONDS)).as(what).isTrue();
            client.whenClosed().get(10, TimeUnit.SECONDS);
            for (int i = 0; i < ends.length; i++) {
                assertEnd(what + i, tasks.get(i), cut >= ends[i], reset);
            }
        }
    }

    private static void assertEnd(String what, CountedTask task, boolean sent, boolean reset) {
        assertThat(task.done).as(what).isOne();
        boolean lost = task.error != null && task.error.code() == ErrorCode.IO;
        if (lost) {
            assertThat(task.error.outcome()).as(what).isEqualTo(Outcome.UNKNOWN);
            // A reset may overtake the answer; an orderly end does not.
            assertThat(sent && !reset).as(what + " was answered in full").isFalse();
        } else {
            assertThat(sent)
                    .as(what + " ended with " + task.error + " before its answer was whole")
                    .isTrue();
            assertThat(task.error == null || task.error.code() == ErrorCode.TEXT)
                    .as(what)
                    .isTrue();
        }
    }

    @Test
    void onlyWhatNeverLeftIsNotSent() throws Exception {
        try (RawServer rawServer = RawServer.listen(stack)) {
            address = rawServer.address();
            ClientStream client = client(c -> c.window(2));
            RawPeer peer = opened(rawServer.accept());
            List<CompletableFuture<Note>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(client.callAsync(TestService.ECHO, NOTE));
            }
            peer.hearRequest();
            peer.hearRequest();
            peer.reset();
            for (int i = 0; i < 4; i++) {
                CompletableFuture<Note> call = calls.get(i);
                RpcException failure = (RpcException)
                        catchThrowableOfType(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS))
                                .getCause();
                assertThat(failure.outcome()).isEqualTo(i < 2 ? Outcome.UNKNOWN : Outcome.NOT_SENT);
            }
        }
    }

    /** The second of two requests is cut at every byte; only whole ones run. */
    @Test
    void noHandlerRunsForARequestThatIsNotWhole() throws Exception {
        serve();
        byte[] message = encoded(NOTE);
        byte[] named = "Notes.echo-\u00e9".getBytes(StandardCharsets.UTF_8);
        List<byte[]> requests = List.of(
                Frames.request(TestService.ECHO_INLINE.number(), 1, message),
                Frames.join(
                        Frames.requestHeader(TestService.ECHO_INLINE.number(), 1, message.length, 4),
                        message,
                        new byte[4]),
                Frames.join(Frames.requestHeader(1 << 31 | named.length, 1, message.length, 0), named, message));
        for (byte[] request : requests) {
            for (int cut = 0; cut < request.length; cut++) {
                for (boolean reset : new boolean[] {false, true}) {
                    RawPeer peer = RawPeer.connect(address);
                    peer.say(request, 0, cut);
                    die(peer, reset);
                }
            }
        }
        Awaitility.await().until(() -> server.stats().connections() == 0);
        assertThat(server.stats().requests()).isZero();
        assertThat(service.calls).hasValue(0);
        assertThat(client().call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
        assertThat(server.stats().refusedRequests()).isZero();
    }

    /** Handlers at work when their client goes are no harm, and neither are their answers. */
    @Test
    void handlersOutliveTheirClients() throws Exception {
        serve();
        byte[] request = Frames.request(TestService.GATED.number(), 1, encoded(NOTE));
        for (int i = 1; i <= 6; i++) {
            int calls = i;
            RawPeer peer = RawPeer.connect(address).say(request);
            Awaitility.await().until(() -> service.calls.get() == calls);
            die(peer, i % 2 == 0);
        }
        service.open();
        Awaitility.await().until(() -> server.stats().connections() == 0);
        assertThat(server.stats().inFlight()).isZero();
        assertThat(server.stats().failedHandlers()).isZero();
        assertThat(client().call(TestService.ECHO, NOTE)).isEqualTo(NOTE);
    }
}
