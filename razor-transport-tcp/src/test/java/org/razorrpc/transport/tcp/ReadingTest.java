package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.spi.TransportConfig;

/** What arrives: frames and their bodies, pauses, ends, clocks. */
class ReadingTest {
    private static final byte[] NONE = {};
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Server server = new Server(TransportConfig.DEFAULT);
    private final Client client = new Client(TransportConfig.DEFAULT).assign(10);

    private static String request(long seq, byte[] message, byte[] blob) {
        return Server.request(seq, 0, 0, 1, null, message, blob);
    }

    private static byte[] ping(long seq) {
        return Frames.request(seq, 0, NONE, NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 4_096, 65_536, 200_000})
    void largeMessagesAndBlobsArriveInPiecesOfAnySize(int piece) {
        byte[] large = Frames.bytes(300_000);
        byte[] requests = Frames.join(
                Frames.request(1, 1, large, NONE),
                Frames.request(2, 1, NONE, large),
                Frames.request(3, 1, large, large),
                ping(4));
        byte[] responses = Frames.join(
                Frames.ok(1, large, NONE), Frames.ok(2, NONE, large), Frames.ok(3, large, large), Frames.errno(4, 1));
        feed(server.stream, requests, piece);
        feed(client.stream, responses, piece);
        assertThat(server.events)
                .containsExactly(request(1, large, null), request(2, NONE, large), request(3, large, large), "ping 4");
        assertThat(client.events)
                .containsExactly(
                        Client.response(1, 0, 0, large, 0),
                        Client.response(2, 0, 0, NONE, large.length),
                        "blob end 2 " + Frames.hex(large),
                        Client.response(3, 0, 0, large, large.length),
                        "blob end 3 " + Frames.hex(large),
                        Client.response(4, 1, 1, NONE, 0));
        if (piece < large.length / 2) {
            assertThat(server.stream.targetReads).isPositive();
            assertThat(client.stream.targetReads).isPositive();
        }
    }

    private static void feed(FakeStream stream, byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            stream.feed(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
        }
    }

    @Test
    void runtimeWithoutTargetsWorksToo() {
        server.stream.offersTargets = false;
        byte[] large = Frames.bytes(200_000);
        feed(server.stream, Frames.join(Frames.request(1, 1, large, large), ping(2)), 7_000);
        assertThat(server.events).containsExactly(request(1, large, large), "ping 2");
    }

    @Test
    void blobGoesToTheOfferedPlaceAndNotBeyond() {
        ByteBuffer offered = ByteBuffer.allocateDirect(20_000);
        offered.position(5).limit(19_999);
        client.blobBuffers = length -> offered;
        byte[] blob = Frames.bytes(10_000);
        feed(client.stream, Frames.join(Frames.ok(1, NONE, blob), Frames.errno(2, 3)), 4_500);
        assertThat(offered.position()).isEqualTo(10_005);
        assertThat(offered.limit()).isEqualTo(19_999);
        assertThat(offered.get(10_005)).isZero();
        assertThat(client.events).contains("blob end 1 " + Frames.hex(blob), Client.response(2, 1, 3, NONE, 0));
    }

    @Test
    void blobWithoutRoomIsDiscarded() {
        byte[] blob = Frames.bytes(10_000);
        ByteBuffer tooSmall = ByteBuffer.allocate(9_999);
        client.blobBuffers = length -> null;
        feed(client.stream, Frames.join(Frames.ok(1, NONE, blob), Frames.errno(2, 3)), 999);
        client.blobBuffers = length -> tooSmall;
        feed(client.stream, Frames.join(Frames.ok(3, NONE, blob), Frames.errno(4, 3)), 999);
        assertThat(client.events)
                .containsExactly(
                        Client.response(1, 0, 0, NONE, 10_000),
                        "blob end 1",
                        Client.response(2, 1, 3, NONE, 0),
                        Client.response(3, 0, 0, NONE, 10_000),
                        "blob end 3 ",
                        Client.response(4, 1, 3, NONE, 0));
        assertThat(tooSmall.position()).isZero();
    }

    @Test
    void responseOverALimitIsDiscardedAlone() {
        Client small = new Client(Configs.limits(4, 10, 20, 5)).assign(4);
        byte[] answers = Frames.join(
                Frames.ok(1, new byte[11], new byte[20]),
                Frames.ok(2, new byte[10], new byte[21]),
                Frames.text(3, "123456"),
                Frames.errno(4, 4294967295L));
        feed(small.stream, answers, 13);
        assertThat(small.events)
                .containsExactly(
                        "discarded 1 the message has 11 bytes, the limit is 10",
                        "discarded 2 the blob has 21 bytes, the limit is 20",
                        "discarded 3 the error text has 6 bytes, the limit is 5",
                        Client.response(4, 1, -1, NONE, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 11, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL})
    void everyRequestLengthIsCheckedBeforeItIsBelieved(long length) {
        TransportConfig limits = Configs.limits(10, 10, 10, 10);
        boolean refused = length > 10;
        assertThat(lengths(limits, 1, length, 0)).isEqualTo(refused);
        assertThat(lengths(limits, 1, 0, length)).isEqualTo(refused);
        if (length < 1L << 31) {
            assertThat(lengths(limits, 1L << 31 | length, 0, 0)).isEqualTo(refused || length == 0);
        }
    }

    /** Whether a header with these is refused; if not, whether it waits for just so many bytes. */
    private static boolean lengths(TransportConfig limits, long action, long message, long blob) {
        Server peer = new Server(limits);
        peer.stream.feed(Frames.header(Frames.MAGIC, 1, 0, action, 1, message, blob));
        if (peer.events.equals(List.of("refused 1 DECODE last"))) {
            peer.stream.feed(ping(2));
            assertThat(peer.events).hasSize(1);
            return true;
        }
        long body = message + blob + (action < 0 || action >= 1L << 31 ? action & 0x7fff_ffff : 0);
        assertThat(peer.events).hasSize(body == 0 ? 1 : 0);
        peer.stream.feed(Frames.join(new byte[(int) body], ping(2)));
        assertThat(peer.events).hasSize(2).last().isEqualTo("ping 2");
        return false;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 11, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL})
    void everyResponseLengthIsCheckedBeforeItIsBelieved(long length) {
        for (int field = 0; field < 3; field++) {
            Client peer = new Client(Configs.limits(10, 10, 10, 10)).assign(1);
            long message = field == 0 ? length : 0;
            long other = field == 0 ? 0 : length;
            peer.stream.feed(Frames.responseHeader(Frames.MAGIC, 1, field == 2 ? 2 : 0, message, 1, other));
            peer.stream.feed(new byte[(int) Math.min(length, 100_000)]);
            String last = peer.events.get(peer.events.size() - 1);
            if (length >= 1L << 31) {
                assertThat(peer.events).containsExactly("closed ProtocolException");
            } else if (length > 10) {
                assertThat(last).startsWith("discarded 1 ");
            } else {
                assertThat(last).matches("(response|blob end) 1.*");
            }
        }
    }

    @Test
    void checksComeInTheOrderMagicVersionSeqLengths() {
        Server magic = new Server(TransportConfig.DEFAULT);
        magic.stream.feed(Frames.header(1, 9, 0, 1, 0, -1, -1));
        assertThat(magic.events).containsExactly("closed ProtocolException");
        Server version = new Server(TransportConfig.DEFAULT);
        version.stream.feed(Frames.header(Frames.MAGIC, 9, 0, 1, 0, -1, -1));
        assertThat(version.events).containsExactly("refused 0 INVALID_VERSION last");
        Server seq = new Server(TransportConfig.DEFAULT);
        seq.stream.feed(Frames.header(Frames.MAGIC, 1, 0, 1, 0, -1, -1));
        assertThat(seq.events).containsExactly("closed ProtocolException");
    }

    @Test
    void seqsGrowAsUnsignedNumbers() {
        server.stream.feed(Frames.join(ping(1), ping(7), ping(Long.MAX_VALUE), ping(Long.MIN_VALUE), ping(-1)));
        assertThat(server.events).hasSize(5);
        server.stream.feed(ping(-1));
        assertThat(server.events).hasSize(6).last().isEqualTo("closed ProtocolException");
        assertThat(server.cause).hasMessageContaining("18446744073709551615");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 11, -1, Long.MIN_VALUE})
    void responseToAnUnknownSeqClosesTheConnection(long seq) {
        client.stream.feed(Frames.ok(seq, NONE, NONE));
        assertThat(client.events).containsExactly("closed ProtocolException");
        assertThat(client.cause)
                .hasMessageContaining(Long.toUnsignedString(seq))
                .hasMessageContaining("10");
    }

    @Test
    void refusedFrameWithABodyIsConsumed() {
        byte[] blob = Frames.bytes(100_000);
        byte[] notUtf8 = Frames.join(
                Frames.header(Frames.MAGIC, 1, 0, 1L << 31 | 2, 2, 0, blob.length), new byte[] {(byte) 0xc3, 40}, blob);
        feed(server.stream, Frames.join(Frames.request(1, 0, NONE, blob), notUtf8, ping(3)), 6_000);
        assertThat(server.events).containsExactly("refused 1 METHOD_NOT_FOUND", "refused 2 DECODE", "ping 3");
    }

    @Test
    void endOfInputBetweenFramesIsTold() {
        server.stream.feed(ping(1));
        server.stream.endInput();
        assertThat(server.events).containsExactly("ping 1", "input end");
        assertThat(server.stream.closed).isFalse();
    }

    @Test
    void endOfInputInsideABodyBreaksTheConnection() {
        server.stream.feed(Frames.request(1, 1, NONE, new byte[100]), 40);
        Server cut = new Server(TransportConfig.DEFAULT);
        cut.stream.feed(java.util.Arrays.copyOf(Frames.request(1, 1, NONE, new byte[100]), 131));
        cut.stream.endInput();
        assertThat(cut.events).containsExactly("closed EOFException");
        server.stream.endInput();
        assertThat(server.events).hasSize(2).last().isEqualTo("input end");
    }

    @Test
    void endOfInputClosesAClientAndSaysWhere() {
        client.stream.feed(Frames.errno(1, 1));
        client.stream.endInput();
        assertThat(client.cause).hasMessage("the server has closed the connection");
        Client inside = new Client(TransportConfig.DEFAULT).assign(1);
        inside.stream.feed(new byte[] {0x25});
        inside.stream.endInput();
        assertThat(inside.cause).hasMessageContaining("inside a response");
    }

    @Test
    void pauseInTheMiddleOfABatchHoldsTheRestUntilResume() {
        List<Integer> batches = new ArrayList<>();
        server.onEvent = () -> {
            if (server.events.size() == 2) {
                server.connection.pauseReading();
            }
            batches.add(server.batches);
        };
        byte[] blob = Frames.bytes(20);
        byte[] frames = Frames.join(
                ping(1), ping(2), Frames.request(3, 1, new byte[] {3}, blob), ping(4), new byte[] {0x25, 0x4d});
        server.stream.feed(frames);
        server.stream.feed(Frames.join(java.util.Arrays.copyOfRange(ping(5), 2, 32), ping(6)));
        assertThat(server.events).containsExactly("ping 1", "ping 2");
        server.connection.pauseReading();
        assertThat(server.events).hasSize(2);
        server.connection.resumeReading();
        server.stream.settle();
        assertThat(server.events)
                .containsExactly("ping 1", "ping 2", request(3, new byte[] {3}, blob), "ping 4", "ping 5", "ping 6");
        assertThat(batches).containsExactly(0, 0, 1, 1, 2, 2);
    }

    @Test
    void pauseAtEveryFrameLosesAndReordersNothing() {
        byte[] frames = NONE;
        List<String> expected = new ArrayList<>();
        for (int seq = 1; seq <= 20; seq++) {
            byte[] body = Frames.bytes(seq * 400);
            frames = Frames.join(frames, Frames.request(seq, 1, body, seq % 2 == 0 ? NONE : body));
            expected.add(request(seq, body, seq % 2 == 0 ? null : body));
        }
        server.onEvent = server.connection::pauseReading;
        int from = 0;
        for (int to = 0; to < frames.length; to += 1_777) {
            server.stream.feed(java.util.Arrays.copyOfRange(frames, from, to));
            from = to;
            int before = server.events.size();
            server.connection.resumeReading();
            server.stream.settle();
            assertThat(server.events.size()).isLessThanOrEqualTo(before + 1);
        }
        server.stream.feed(java.util.Arrays.copyOfRange(frames, from, frames.length));
        for (int i = 0; i < 40; i++) {
            server.connection.resumeReading();
            server.stream.settle();
        }
        assertThat(server.events).isEqualTo(expected);
    }

    @Test
    void pauseInTheMiddleOfAResumeLeavesNoFrameAfterTheNextResume() {
        server.onEvent = server.connection::pauseReading;
        server.stream.feed(Frames.join(ping(1), ping(2), ping(3)));
        server.onEvent = () -> {};
        server.stream.beforeResume = server.connection::pauseReading;
        server.connection.resumeReading();
        server.stream.settle();
        assertThat(server.events).containsExactly("ping 1");
        server.stream.beforeResume = () -> {};
        server.connection.resumeReading();
        server.stream.settle();
        assertThat(server.events).containsExactly("ping 1", "ping 2", "ping 3");
    }

    @Test
    void endOfInputWaitsForFramesThatAPauseHolds() {
        server.onEvent = server.connection::pauseReading;
        server.stream.feed(Frames.join(ping(1), ping(2)));
        server.stream.handler.onInputEnd();
        assertThat(server.events).containsExactly("ping 1");
        server.onEvent = () -> {};
        server.connection.resumeReading();
        server.stream.settle();
        assertThat(server.events).containsExactly("ping 1", "ping 2", "input end");
    }

    @Test
    void answersWithinABatchLeaveTogetherAtItsEnd() {
        server.onEvent = () -> {
            server.connection.write(Frames.Answer.ok(server.events.size(), NONE));
            server.connection.flush();
            server.connection.flushNow();
            assertThat(server.stream.writeRequests + server.stream.writesNow).isZero();
        };
        server.stream.feed(Frames.join(ping(1), ping(2), ping(3)));
        assertThat(server.batches).isEqualTo(1);
        assertThat(server.stream.writeRequests).isEqualTo(1);
        assertThat(server.stream.pull()).isEqualTo(60);
    }

    @Test
    void nothingIsDecodedAfterClose() {
        server.onEvent = () -> server.connection.close(null);
        server.stream.feed(Frames.join(ping(1), ping(2)));
        assertThat(server.events).containsExactly("ping 1", "closed null");
    }

    @Test
    void errorOfTheHandlerClosesWithItAndReleasesEverything() {
        Frames.Answer answer = new Frames.Answer(1, 0, 0, NONE, org.razorrpc.stream.Blob.of(new byte[20_000]));
        server.connection.write(answer);
        IllegalStateException bug = new IllegalStateException("bug");
        server.onEvent = () -> {
            server.onEvent = () -> {};
            throw bug;
        };
        assertThatThrownBy(() -> server.stream.feed(Frames.join(ping(1), ping(2))))
                .isSameAs(bug);
        server.stream.breakWith(bug);
        assertThat(server.events).containsExactly("ping 1", "closed IllegalStateException");
        assertThat(server.cause).isSameAs(bug);
        assertThat(answer.released).isEqualTo(1);
    }

    @Test
    void finishSendsWhatIsLeftAndClosesWhenThePeerHas() {
        server.stream.feed(ping(1));
        server.connection.write(Frames.Answer.ok(1, NONE));
        server.connection.finish();
        server.stream.feed(ping(2));
        assertThat(server.events).containsExactly("ping 1");
        assertThat(server.stream.shutDown).isTrue();
        assertThat(server.connection.write(Frames.Answer.ok(2, NONE))).isFalse();
        server.stream.endInput();
        assertThat(server.stream.closed).as("an answer is still on its way").isFalse();
        server.stream.writeAll();
        assertThat(server.stream.written()).isEqualTo(Frames.ok(1, NONE, NONE));
        assertThat(server.events).containsExactly("ping 1", "closed null");
    }

    @Test
    void finishAfterTheEndOfInputClosesAtOnce() {
        server.stream.endInput();
        server.connection.finish();
        server.stream.settle();
        assertThat(server.events).containsExactly("input end", "closed null");
    }

    @Test
    void finishDiscardsNoMoreThanOneMebibyte() {
        server.connection.finish();
        byte[] garbage = new byte[1 << 18];
        for (int i = 0; i < 4; i++) {
            server.stream.feed(garbage);
        }
        assertThat(server.stream.closed).isFalse();
        server.stream.feed(garbage);
        assertThat(server.events).containsExactly("closed null");
    }

    @Test
    void finishDiscardsNoLongerThanOneSecond() {
        server.connection.pauseReading();
        server.connection.finish();
        server.stream.settle();
        assertThat(server.stream.paused).isFalse();
        server.connection.checkProgress(5 * SECOND);
        server.connection.checkProgress(6 * SECOND - 1);
        assertThat(server.stream.closed).isFalse();
        server.connection.checkProgress(6 * SECOND);
        server.stream.settle();
        assertThat(server.events).containsExactly("closed null");
    }

    @Test
    void refusalIsAnsweredBeforeTheConnectionCloses() {
        server.onEvent = () -> {
            server.connection.write(new Frames.Answer(1, 2, 0, "rpc_invalid_ver".getBytes(), null));
            server.connection.finish();
        };
        server.stream.feed(Frames.join(Frames.header(Frames.MAGIC, 2, 0, 1, 1, 0, 0), ping(2)));
        server.onEvent = () -> {};
        server.stream.writeAll();
        server.stream.endInput();
        assertThat(server.stream.written()).isEqualTo(Frames.text(1, "rpc_invalid_ver"));
        assertThat(server.events).containsExactly("refused 1 INVALID_VERSION last", "closed null");
    }

    @Test
    void headerThatDoesNotArriveInTimeClosesTheConnection() {
        long start = -3 * SECOND;
        server.connection.checkProgress(start);
        server.connection.checkProgress(start + 100 * SECOND);
        long begun = start + 101 * SECOND;
        server.stream.feed(Frames.join(ping(1), new byte[] {0x25}));
        server.connection.checkProgress(begun);
        server.stream.feed(new byte[] {0x4d});
        server.connection.checkProgress(begun + 5 * SECOND - 1);
        assertThat(server.stream.closed).isFalse();
        server.connection.checkProgress(begun + 5 * SECOND);
        server.stream.settle();
        assertThat(server.events).containsExactly("ping 1", "closed SocketTimeoutException");
    }

    @Test
    void eachHeaderHasItsOwnTime() {
        byte[] ping = ping(1);
        for (int seq = 1; seq <= 10; seq++) {
            ping = ping(seq);
            server.stream.feed(java.util.Arrays.copyOf(ping, 1));
            server.connection.checkProgress(4 * seq * SECOND);
            server.stream.feed(java.util.Arrays.copyOfRange(ping, 1, 32));
        }
        assertThat(server.events).hasSize(10);
        assertThat(server.stream.closed).isFalse();
    }

    @Test
    void bodyBelowTheRateClosesTheConnection() {
        int perSecond = 16 << 10;
        byte[] head = Frames.header(Frames.MAGIC, 1, 0, 1, 1, 0, 10 << 20);
        server.stream.feed(head);
        long now = 0;
        server.connection.checkProgress(now);
        for (int i = 0; i < 20; i++) {
            now += SECOND;
            server.stream.feed(new byte[perSecond]);
            server.connection.checkProgress(now);
        }
        assertThat(server.stream.closed).isFalse();
        for (int i = 0; i < 5; i++) {
            assertThat(server.stream.closed).isFalse();
            now += SECOND;
            server.stream.feed(new byte[perSecond - 1]);
            server.connection.checkProgress(now);
        }
        server.stream.settle();
        assertThat(server.events).containsExactly("closed SocketTimeoutException");
        assertThat(server.cause).hasMessageContaining("81915").hasMessageContaining("81920");
    }

    @Test
    void clientMeasuresBodiesToo() {
        client.stream.feed(Frames.responseHeader(Frames.MAGIC, 1, 0, 1000, 1, 0));
        client.connection.checkProgress(0);
        client.connection.checkProgress(5 * SECOND);
        client.stream.settle();
        assertThat(client.events).containsExactly("closed SocketTimeoutException");
    }

    @Test
    void clocksStandStillWhileReadingIsPaused() {
        server.stream.feed(new byte[] {0x25});
        server.connection.checkProgress(0);
        server.connection.checkProgress(3 * SECOND);
        server.connection.pauseReading();
        server.connection.checkProgress(4 * SECOND);
        server.connection.checkProgress(100 * SECOND);
        server.connection.resumeReading();
        server.stream.settle();
        server.connection.checkProgress(101 * SECOND);
        assertThat(server.stream.closed).isFalse();
        server.connection.checkProgress(102 * SECOND);
        assertThat(server.stream.closed).isTrue();
    }

    @Test
    void actionNamesAreDecodedOnceWhileTheyAreBusy() {
        ActionNames names = new ActionNames();
        byte[] name = "xCalService.addx".getBytes();
        String first = names.name(name, 1, 14);
        assertThat(first).isEqualTo("CalService.add");
        assertThat(names.name(name.clone(), 1, 14)).isSameAs(first);
        for (int i = 0; i < 10_000; i++) {
            byte[] other = ("name" + i).getBytes();
            assertThat(names.name(other, 0, other.length)).isEqualTo("name" + i);
        }
        assertThat(names.name(name, 1, 14)).isEqualTo("CalService.add");
        assertThat(names.name(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, 0, 3))
                .isNull();
    }

    @Test
    void connectionCausesKeepTheirKind() {
        client.stream.breakWith(new IOException("reset"));
        assertThat(client.cause).isInstanceOf(IOException.class).hasMessage("reset");
        assertThat(client.lastSeqSent).isEqualTo(10);
    }

    @Test
    void blobsInMemoryThatIsUsedAgainShowTheirOwnBytesOnly() {
        List<String> expected = new ArrayList<>();
        int seq = 0;
        for (int size : new int[] {70_000, 300_000, 1, 65_536, 65_537, 200_000, 10, 70_000}) {
            byte[] blob = Frames.bytes(size);
            blob[size - 1] = (byte) ++seq;
            feed(server.stream, Frames.request(seq, 1, NONE, blob), 30_000);
            expected.add(request(seq, NONE, blob));
        }
        assertThat(server.events).containsExactlyElementsOf(expected);
    }
}
