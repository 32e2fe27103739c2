package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A server that accepts and never reads. What callers of every style may put into the connection is what the kernel takes and
 * the high water mark; the rest waits, and ends by its deadline unsent.
 */
class SilentServerTest extends SocketTest {
    private static final int CALLS = 2000;
    private static final String TEXT = "x".repeat(8 << 10);
    private static final int MARK = 256 << 10;
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private interface Style {
        void start(ClientStream client, Note note, Consumer<RpcException> end);
    }

    /** Each that waits does so until the deadline: after the first of them no more are tried. */
    private static final Style SEND = SilentServerTest::send;

    private static final RpcException NEVER_TRIED =
            new RpcException(ErrorCode.OVERLOADED, Outcome.NOT_SENT, "another send has waited in vain");

    private final Set<Long> unsent = ConcurrentHashMap.newKeySet();
    private final Set<Long> sent = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ends = new AtomicInteger();
    private final CountDownLatch left = new CountDownLatch(CALLS);

    private static void send(ClientStream client, Note note, Consumer<RpcException> end) {
        try {
            client.send(task(client, note, end));
        } catch (RpcException refused) {
            end.accept(refused);
        }
    }

    private static void offer(ClientStream client, Note note, Consumer<RpcException> end) {
        if (!client.offer(task(client, note, end))) {
            end.accept(new RpcException(ErrorCode.OVERLOADED, Outcome.NOT_SENT, "offer returned false"));
        }
    }

    private static CountedTask task(ClientStream client, Note note, Consumer<RpcException> end) {
        CountedTask task = new CountedTask(client, TestService.ECHO, done -> end.accept(done.error));
        task.request = note;
        return task;
    }

    private static void call(ClientStream client, Note note, Consumer<RpcException> end) {
        Thread.ofVirtual().start(() -> {
            try {
                client.call(TestService.ECHO, note);
            } catch (RpcException failure) {
                end.accept(failure);
            }
        });
    }

    private static void callAsync(ClientStream client, Note note, Consumer<RpcException> end) {
        client.callAsync(TestService.ECHO, note).whenComplete((answer, failure) -> end.accept((RpcException) failure));
    }

    @Test
    void aSenderStopsAtTheMark() throws Exception {
        assertStops(SEND);
    }

    @Test
    void offersAreRefusedAtTheMark() throws Exception {
        assertStops(SilentServerTest::offer);
    }

    @Test
    void asynchronousCallsJoinTheLineAtTheMark() throws Exception {
        assertStops(SilentServerTest::callAsync);
    }

    /** They have their places in the window long before the mark is reached, and come to the send lock all at once. */
    @Test
    void callersOnThreadsOfTheirOwnStopAtTheMark() throws Exception {
        assertStops(SilentServerTest::call);
    }

    @Test
    void sendersOnThreadsOfTheirOwnStopAtTheMark() throws Exception {
        assertStops((client, note, end) -> Thread.ofVirtual().start(() -> send(client, note, end)));
    }

    private void assertStops(Style style) throws Exception {
        RawServer rawServer = opened(RawServer.listen(stack));
        address = rawServer.address();
        ClientStream client = client(c -> c.window(CALLS)
                .maxAbandoned(CALLS)
                .timeout(TIMEOUT)
                .highWaterMark(MARK)
                .lowWaterMark(MARK / 2));
        RawPeer peer = opened(rawServer.accept());
        for (long id = 0; id < CALLS; id++) {
            long call = id;
            if (style == SEND && !unsent.isEmpty()) {
                ended(call, NEVER_TRIED);
            } else {
                style.start(client, new Note(id, TEXT), error -> ended(call, error));
            }
        }
        assertThat(left.await(10, TimeUnit.SECONDS))
                .as("every call ends by its deadline")
                .isTrue();
        client.close();
        byte[] taken = peer.hearToAnyEnd();
        assertThat(ends).hasValue(CALLS);
        assertThat(unsent).as("the kernel took less than all").isNotEmpty();
        assertThat(unsent).as("what was sent").doesNotContainAnyElementsOf(wholeCalls(taken));
        long waiting = sent.stream().mapToLong(this::frameLength).sum() - taken.length;
        assertThat(waiting).as("bytes held for a server that does not read").isLessThan(MARK + TEXT.length() + 60L);
    }

    private long frameLength(long id) {
        WireBuffer out = new WireBuffer(2 * TEXT.length());
        codec.of(Note.class).encode(new Note(id, TEXT), out);
        return 32 + out.position();
    }

    private void ended(long id, RpcException error) {
        boolean notSent = error.outcome() == Outcome.NOT_SENT;
        if (notSent || error.code() == ErrorCode.TIMEOUT) {
            (notSent ? unsent : sent).add(id);
            ends.incrementAndGet();
        }
        left.countDown();
    }

    private Set<Long> wholeCalls(byte[] taken) {
        MessageCodec<Note> notes = codec.of(Note.class);
        Set<Long> ids = new HashSet<>();
        ByteBuffer in = Frames.littleEndian(taken);
        while (in.remaining() >= 32 && in.remaining() >= 32 + in.getInt(in.position() + 24)) {
            int length = in.getInt(in.position() + 24);
            ids.add(notes.decode(taken, in.position() + 32, length).number());
            in.position(in.position() + 32 + length);
        }
        assertThat(ids).as("the kernel took something").isNotEmpty();
        return ids;
    }
}
