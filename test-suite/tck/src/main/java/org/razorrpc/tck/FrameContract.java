package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.tck.TestFrame.blob;
import static org.razorrpc.tck.TestFrame.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.TransportConfig;

/** What is in requests and responses, and the limits of it. */
abstract class FrameContract extends TransportFixture {
    private static final byte[] NOTHING = {};
    private static final List<Integer> SIZES = List.of(
            0, 1, 2, 19, 32, 255, 4095, 4097, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 300_000, MAX_MESSAGE);

    /** Small, so that one byte more is cheap. */
    private static final int LIMIT = 1000;

    private static final TransportConfig SMALL = limits(8, LIMIT, LIMIT, LIMIT);

    /** Where the client wants its blobs. */
    enum Target {
        HEAP,
        DIRECT,
        NONE;

        @Nullable
        ByteBuffer allocate(int length) {
            int capacity = length + 2 * ClientProbe.MARGIN;
            return switch (this) {
                case HEAP ->
                    ByteBuffer.allocate(capacity + 5).slice(5, capacity).position(ClientProbe.MARGIN);
                case DIRECT -> ByteBuffer.allocateDirect(capacity).position(ClientProbe.MARGIN);
                case NONE -> null;
            };
        }
    }

    /** What a request exceeds. */
    enum Excess {
        ACTION,
        MESSAGE,
        BLOB;

        TestFrame request() {
            return switch (this) {
                case ACTION -> new TestFrame(Action.raw("too long!"), NOTHING, null);
                case MESSAGE -> new TestFrame(bytes(LIMIT + 1, 1));
                case BLOB -> new TestFrame(TestFrame.ACTION, NOTHING, blob(LIMIT + 1, 1));
            };
        }

        int limit() {
            return this == ACTION ? SMALL.maxAction() : LIMIT;
        }
    }

    @Test
    public void requestsArriveWholeWithTheirHeaderFieldsInOrder() throws IOException {
        List<Action<?, ?>> actions = List.of(
                Action.raw(1),
                Action.raw(Integer.MAX_VALUE),
                Action.raw("a"),
                Action.raw("Gr\u00fc\u00dfe.\u6f22\ud83d\ude00"),
                Action.raw("x".repeat(MAX_ACTION)));
        ServerProbe server = new ServerProbe();
        ClientProbe client = client();
        pair(client, server);
        List<ServerProbe.Received> sent = new ArrayList<>();
        for (int format : new int[] {0, 1, 127, 128, 255}) {
            for (long clientId : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                for (Action<?, ?> action : actions) {
                    long seq = sent.size() + 1;
                    byte[] message = bytes((int) seq % 5 * 7, seq);
                    byte[] blob = bytes((int) seq % 3 * 11, seq + 1);
                    client.connection().write(new TestFrame(action, message, Blob.of(blob)), format, clientId, -seq);
                    assertThat(client.lastDeadline).isEqualTo(-seq);
                    sent.add(new ServerProbe.Received(
                            seq, format, clientId, action.number(), action.name(), message, ByteBuffer.wrap(blob)));
                }
            }
        }
        client.connection().flush();
        server.awaitRequests(sent.size());
        assertThat(server.requests)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("blob")
                .isEqualTo(sent);
        for (int i = 0; i < sent.size(); i++) {
            ByteBuffer blob = server.requests.get(i).blob();
            assertThat(bytes(blob)).isEqualTo(bytes(sent.get(i).blob()));
            assertThat(blob != null).as("no blob where it has no bytes").isEqualTo(bytes(blob).length > 0);
        }
    }

    @Test
    public void responsesArriveWholeWithTheirFlagsInAnyOrder() throws IOException {
        List<TestFrame> responses = new ArrayList<>();
        for (int errno : new int[] {0, 1, -1, 11, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            responses.add(TestFrame.errno(responses.size() + 1, errno));
        }
        for (String text : List.of("", "rpc_internal_err", "\u6f22\ud83d\ude00", "x".repeat(MAX_TEXT))) {
            responses.add(TestFrame.text(responses.size() + 1, text.getBytes(StandardCharsets.UTF_8)));
        }
        for (int length : new int[] {0, 1, 5000}) {
            responses.add(new TestFrame(responses.size() + 1, bytes(length, 1), null));
            responses.add(new TestFrame(responses.size() + 1, bytes(length, 2), blob(0, 1)));
            responses.add(new TestFrame(responses.size() + 1, bytes(length, 3), blob(70_000, 2)));
        }
        ServerProbe server = new ServerProbe();
        ClientProbe client = client();
        pair(client, server);
        for (int i = 0; i < responses.size(); i++) {
            client.write(new TestFrame(NOTHING));
        }
        client.connection().flush();
        server.awaitRequests(responses.size());
        responses.reversed().forEach(server::write);
        server.connection().flush();
        client.awaitAnswers(responses.size());
        for (int i = 0; i < responses.size(); i++) {
            TestFrame sent = responses.get(responses.size() - 1 - i);
            ClientProbe.Answer answer = client.answers.get(i);
            assertThat(answer.seq()).isEqualTo(sent.seq());
            assertThat(answer.flag()).isEqualTo(sent.flag());
            boolean isErrno = sent.flag() == ResponseHeader.ERRNO;
            assertThat(answer.errno()).isEqualTo(isErrno ? sent.errno() : 0);
            assertBytes(answer.message(), isErrno ? NOTHING : sent.message, "message of " + sent);
            assertBytes(answer.blob(), isErrno ? NOTHING : bytes(sent.blob), "blob of " + sent);
        }
    }

    @ParameterizedTest
    @EnumSource
    public void messagesAndBlobsOfEverySizeGoBothWays(Target target) throws IOException {
        ClientProbe client = watch(new ClientProbe() {
            @Override
            @Nullable
            ByteBuffer target(int length) {
                return target.allocate(length);
            }
        });
        EchoServer server = new EchoServer();
        pair(client, server);
        List<TestFrame> sent = new ArrayList<>();
        for (int i = 0; i < SIZES.size(); i++) {
            int opposite = SIZES.get(SIZES.size() - 1 - i);
            sent.add(new TestFrame(bytes(SIZES.get(i), i)));
            sent.add(new TestFrame(TestFrame.ACTION, NOTHING, blob(SIZES.get(i), -i)));
            sent.add(new TestFrame(TestFrame.ACTION, bytes(SIZES.get(i), 2 * i), blob(opposite, 3 * i)));
        }
        sent.add(new TestFrame(TestFrame.ACTION, bytes(MAX_MESSAGE, 4), blob(MAX_BLOB, 5)));
        for (TestFrame request : sent) {
            client.write(request);
            client.connection().flush();
        }
        client.awaitAnswers(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            byte[] blob = bytes(sent.get(i).blob);
            assertBytes(client.answers.get(i).message(), sent.get(i).message, "answer's message");
            assertBytes(client.answers.get(i).blob(), target == Target.NONE ? NOTHING : blob, "answer's blob");
            // Kept from the beginning: later traffic has not touched it.
            assertBytes(bytes(server.requests.get(i).blob()), blob, "request's blob");
        }
    }

    @Test
    public void aBlobOfSeveralPartsArrivesAsOneAndItsBuffersStayAsTheyWere() throws IOException {
        byte[] whole = bytes(100_000, 1);
        ByteBuffer heap = ByteBuffer.wrap(whole, 0, 40_000);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(59_000).put(whole, 40_000, 59_000).flip();
        ByteBuffer readOnly = ByteBuffer.wrap(whole, 99_000, 1000).asReadOnlyBuffer();
        ByteBuffer empty = ByteBuffer.allocate(0);
        ClientProbe client = client();
        EchoServer server = new EchoServer();
        pair(client, server);
        Blob blob = Blob.of(empty, heap, direct, empty, readOnly);
        client.send(NOTHING, blob);
        client.awaitAnswers(1);
        client.send(NOTHING, Blob.of(readOnly, empty));
        client.awaitAnswers(2);
        assertBytes(bytes(server.requests.getFirst().blob()), whole, "request's blob");
        assertBytes(client.answers.getFirst().blob(), whole, "answer's blob");
        assertBytes(client.answers.getLast().blob(), Arrays.copyOfRange(whole, 99_000, 100_000), "short blob");
        assertThat(blob.parts()).allSatisfy(part -> assertThat(part.position()).isZero());
        assertThat(bytes(blob)).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource
    public void aRequestOverTheSendersLimitIsRefusedAndNothingOfItIsLeft(Excess excess) throws IOException {
        ClientProbe client = client();
        ServerProbe server = new EchoServer();
        pair(SMALL, client, CONFIG, server);
        TestFrame tooLong = excess.request();
        assertThatThrownBy(() -> client.write(tooLong))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(String.valueOf(excess.limit()));
        assertThat(client.connection().unwritten()).isZero();
        assertThat(client.lastSeq).isZero();
        client.write(new TestFrame(Action.raw("12345678"), bytes(LIMIT, 1), blob(LIMIT, 2)));
        client.connection().flush();
        client.awaitAnswers(1);
        assertThat(client.answers.getFirst().seq()).isOne();
        assertThat(client.answers.getFirst().message()).isEqualTo(bytes(LIMIT, 1));
        assertThat(tooLong.released).hasValue(0);
    }

    @Test
    public void aResponseOverTheSendersLimitsIsRefusedAndTheSeqCanStillBeAnswered() throws IOException {
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(CONFIG, client, SMALL, server);
        client.send(NOTHING, null);
        server.awaitRequests(1);
        for (TestFrame tooLong : List.of(
                new TestFrame(1, bytes(LIMIT + 1, 1), null),
                new TestFrame(1, bytes(100_000, 1), null),
                new TestFrame(1, NOTHING, blob(LIMIT + 1, 1)),
                new TestFrame(1, NOTHING, blob(100_000, 1)),
                TestFrame.text(1, bytes(LIMIT + 1, 1)))) {
            assertThatThrownBy(() -> server.write(tooLong))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining(String.valueOf(LIMIT));
            assertThat(server.connection().unwritten()).isZero();
            assertThat(tooLong.released).hasValue(0);
        }
        server.write(new TestFrame(1, bytes(LIMIT, 1), blob(LIMIT, 2)));
        server.connection().flush();
        client.awaitAnswers(1);
        assertThat(client.answers.getFirst().blob()).isEqualTo(bytes(LIMIT, 2));
    }

    @Test
    public void responsesOverTheReceiversLimitsAreDiscardedAndTheOthersArrive() throws IOException {
        List<TestFrame> tooLong = List.of(
                new TestFrame(1, bytes(LIMIT + 1, 1), blob(200_000, 1)),
                new TestFrame(3, bytes(MAX_MESSAGE, 1), null),
                new TestFrame(5, NOTHING, blob(LIMIT + 1, 1)),
                new TestFrame(7, bytes(5, 1), blob(MAX_BLOB, 1)),
                TestFrame.text(9, bytes(LIMIT + 1, 1)));
        ClientProbe client = client();
        ServerProbe server = new ServerProbe();
        pair(SMALL, client, CONFIG, server);
        for (int i = 0; i < 2 * tooLong.size(); i++) {
            client.write(new TestFrame(NOTHING));
        }
        client.connection().flush();
        server.awaitRequests(2 * tooLong.size());
        for (TestFrame response : tooLong) {
            server.write(response);
            server.write(new TestFrame(response.seq() + 1, bytes(LIMIT, 1), blob(LIMIT, 2)));
        }
        server.connection().flush();
        client.awaitAnswers(2 * tooLong.size());
        for (int i = 0; i < client.answers.size(); i++) {
            ClientProbe.Answer answer = client.answers.get(i);
            assertThat(answer.seq()).isEqualTo(i + 1);
            if (i % 2 == 0) {
                assertThat(answer.discarded()).as("the reason").contains(String.valueOf(LIMIT));
            } else {
                assertBytes(answer.message(), bytes(LIMIT, 1), "message");
                assertBytes(answer.blob(), bytes(LIMIT, 2), "blob");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    public void aRequestOverTheReceiversLimitIsTheLastAndItsRefusalArrives(Excess excess) throws IOException {
        byte[] word = bytes(Blob.of("rpc_decode".getBytes(StandardCharsets.US_ASCII)));
        ClientProbe client = client();
        ServerProbe server = new ServerProbe() {
            @Override
            void whenRefused(Refused refused) {
                requests.forEach(this::echo);
                write(TestFrame.text(refused.seq(), word));
                connection().finish();
            }
        };
        pair(CONFIG, client, SMALL, server);
        client.write(new TestFrame(bytes(LIMIT, 1)));
        client.write(excess.request());
        client.write(new TestFrame(NOTHING));
        client.connection().flush();
        client.awaitClosed();
        server.awaitClosed();
        assertThat(server.requests).hasSize(1);
        assertThat(server.refusals).singleElement().satisfies(refused -> {
            assertThat(refused.seq()).isEqualTo(2);
            assertThat(refused.word()).isEqualTo(ErrorCode.DECODE);
            assertThat(refused.reason()).contains(String.valueOf(excess.limit()));
            assertThat(refused.last()).isTrue();
        });
        assertThat(client.answers).hasSize(2);
        assertThat(client.answers.getFirst().message()).isEqualTo(bytes(LIMIT, 1));
        assertThat(client.answers.getLast().flag()).isEqualTo(ResponseHeader.TEXT);
        assertThat(client.answers.getLast().message()).isEqualTo(word);
    }
}
