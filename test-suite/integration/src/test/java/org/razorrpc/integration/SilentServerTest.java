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

/**
 * A server that accepts and never reads. What callers of every style may put into the connection is what the kernel takes and
 * the high water mark; the rest waits, and ends by its deadline unsent.
 */
class SilentServerTest extends SocketTest {
    private static final int CALLS = 2000;
    private static final String TEXT = "x".repeat(8 << 10);
    private static final int MARK = 256 << 10;
    /** Threads that have their place in the window when the mark is reached. */
    private static final int FRAMES_ABOVE_MARK = 64;

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private interface Style {
        void start(ClientStream client, Note note, Consumer<RpcException> end);
    }

    private final Set<Long> unsent = ConcurrentHashMap.newKeySet();
    private final Set<Long> sent = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ends = new AtomicInteger();
    private final CountDownLatch left = new CountDownLatch(CALLS);

    private static void send(ClientStream client, Note note, Consumer<RpcException> end) {
        Thread.ofVirtual().start(() -> {
            try {
                client.send(task(client, note, end));
            } catch (RpcException refused) {
                end.accept(refused);
            }
        });
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
    void sendersStopAtTheMark() throws Exception {
        assertStops(SilentServerTest::send);
    }

    @Test
    void offersAreRefusedAtTheMark() throws Exception {
        assertStops(SilentServerTest::offer);
    }

    @Test
    void callersStopAtTheMark() throws Exception {
        assertStops(SilentServerTest::call);
    }

    @Test
    void asynchronousCallsJoinTheLineAtTheMark() throws Exception {
        assertStops(SilentServerTest::callAsync);
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
            style.start(client, new Note(id, TEXT), error -> ended(call, error));
        }
        assertThat(left.await(10, TimeUnit.SECONDS))
                .as("every call ends by its deadline")
                .isTrue();
        client.close();
        byte[] taken = peer.hearToAnyEnd();
        assertThat(ends).hasValue(CALLS);
        assertThat(unsent).as("the kernel took less than all").isNotEmpty();
        assertThat(unsent).as("what was sent").doesNotContainAnyElementsOf(wholeCalls(taken));
        long waiting = (long) sent.size() * (TEXT.length() + 60) - taken.length;
        assertThat(waiting)
                .as("bytes held for a server that does not read")
                .isLessThan(MARK + FRAMES_ABOVE_MARK * (TEXT.length() + 60L));
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
