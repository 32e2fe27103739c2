package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** The shared test vectors of the wire format, in both directions, whole and cut. */
class VectorsTest {
    private static final Map<String, byte[]> VALID = section("[valid]");
    private static final Map<String, byte[]> REFUSED = section("[refused]");
    private static final int ASSIGNED = 14;

    private static Map<String, byte[]> section(String name) {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors-v1.txt")) {
            String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines()
                    .dropWhile(line -> !line.equals(name))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("["))
                    .filter(line -> line.contains(" | ") && !line.startsWith("#"))
                    .map(line -> line.split(" \\| "))
                    .collect(Collectors.toMap(
                            fields -> fields[0],
                            fields -> HexFormat.of().parseHex(fields[2]),
                            (a, b) -> a,
                            LinkedHashMap::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<String> requests() {
        return VALID.keySet().stream().filter(name -> name.endsWith("-request"));
    }

    static Stream<String> responses() {
        return VALID.keySet().stream().filter(name -> !name.endsWith("-request"));
    }

    /** An event in the words of {@link Server}, read off the bytes by hand. */
    private static String expectedRequest(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int action = in.getInt(4);
        int nameLength = action < 0 ? action & Integer.MAX_VALUE : 0;
        int messageAt = 32 + nameLength;
        int blobAt = messageAt + in.getInt(24);
        assertThat(bytes).hasSize(blobAt + in.getInt(28));
        if (action == 0) {
            return "ping " + in.getLong(8);
        }
        return Server.request(
                in.getLong(8),
                bytes[3],
                in.getLong(16),
                action < 0 ? -1 : action,
                action < 0 ? new String(bytes, 32, nameLength, StandardCharsets.UTF_8) : null,
                Arrays.copyOfRange(bytes, messageAt, blobAt),
                blobAt == bytes.length ? null : Arrays.copyOfRange(bytes, blobAt, bytes.length));
    }

    private static List<String> expectedResponse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int flag = bytes[3];
        int value = in.getInt(4);
        int blobLength = in.getInt(16);
        int contentEnd = 20 + (flag == 0 ? value : flag == 2 ? blobLength : 0);
        List<String> events = new ArrayList<>();
        events.add(Client.response(
                in.getLong(8),
                flag,
                flag == 1 ? value : 0,
                Arrays.copyOfRange(bytes, 20, contentEnd),
                flag == 0 ? blobLength : 0));
        if (flag == 0 && blobLength > 0) {
            byte[] blob = Arrays.copyOfRange(bytes, contentEnd, bytes.length);
            events.add("blob end " + in.getLong(8) + " " + Frames.hex(blob));
        }
        return events;
    }

    @Test
    void thereAreVectors() {
        assertThat(requests().count()).isEqualTo(9);
        assertThat(responses().count()).isEqualTo(22);
        assertThat(REFUSED).hasSize(27);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsReadAndWritten(String name) {
        byte[] bytes = VALID.get(name);
        Server server = new Server(TransportConfig.DEFAULT);
        server.stream.feed(bytes);
        assertThat(server.events).containsExactly(expectedRequest(bytes));

        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long seq = in.getLong(8);
        int action = in.getInt(4);
        int nameLength = action < 0 ? action & Integer.MAX_VALUE : 0;
        byte[] message = Arrays.copyOfRange(bytes, 32 + nameLength, 32 + nameLength + in.getInt(24));
        byte[] blob = Arrays.copyOfRange(bytes, bytes.length - in.getInt(28), bytes.length);
        if (action == 0 || seq < 0) {
            // Only core has an action 0, and nobody counts to the last seq: the header by itself.
            WireBuffer out = new WireBuffer(0);
            int header = RequestHeader.append(out, 0, action, 0, seq, in.getLong(16));
            RequestHeader.setLengths(out, header, message.length, 0);
            out.putBytes(message);
            assertThat(Arrays.copyOf(out.array(), out.position())).isEqualTo(bytes);
            return;
        }
        Client client = new Client(TransportConfig.DEFAULT).assign((int) seq - 1);
        Action<?, ?> sent =
                action < 0 ? Action.raw(new String(bytes, 32, nameLength, StandardCharsets.UTF_8)) : Action.raw(action);
        client.connection.write(
                new Frames.Out(sent, message, blob.length == 0 ? null : Blob.of(blob)), bytes[3], in.getLong(16), 0);
        client.connection.flush();
        assertThat(client.stream.writeAll().written()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responseIsReadAndWritten(String name) {
        byte[] bytes = VALID.get(name);
        Client client = new Client(TransportConfig.DEFAULT).assign(ASSIGNED);
        client.stream.feed(bytes);
        assertThat(client.events).isEqualTo(expectedResponse(bytes));

        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int flag = bytes[3];
        int contentEnd = 20 + (flag == 0 ? in.getInt(4) : flag == 2 ? in.getInt(16) : 0);
        byte[] blob = Arrays.copyOfRange(bytes, contentEnd, bytes.length);
        Server server = new Server(TransportConfig.DEFAULT);
        server.connection.write(new Frames.Answer(
                in.getLong(8),
                flag,
                in.getInt(4),
                Arrays.copyOfRange(bytes, 20, contentEnd),
                blob.length == 0 ? null : Blob.of(blob)));
        server.connection.flush();
        assertThat(server.stream.writeAll().written()).isEqualTo(bytes);
    }

    private static List<String> refusedRequest(String name) {
        Server server = new Server(TransportConfig.DEFAULT);
        server.stream.feed(REFUSED.get(name));
        return server.events;
    }

    @Test
    void refusedRequestsEndAsTheProtocolSays() {
        assertThat(refusedRequest("request-bad-magic")).containsExactly("closed ProtocolException");
        assertThat(refusedRequest("request-bad-version")).containsExactly("refused 1 INVALID_VERSION last");
        assertThat(refusedRequest("request-action-len-2g")).containsExactly("refused 1 DECODE last");
        assertThat(refusedRequest("request-action-len-0")).containsExactly("refused 1 DECODE last");
        assertThat(refusedRequest("request-msg-len-4g")).containsExactly("refused 1 DECODE last");
        assertThat(refusedRequest("request-blob-len-negative")).containsExactly("refused 1 DECODE last");
        assertThat(refusedRequest("request-bad-utf8-action")).containsExactly("refused 1 DECODE");
        assertThat(refusedRequest("request-seq-0")).containsExactly("closed ProtocolException");
        assertThat(refusedRequest("request-ping-with-body")).containsExactly("refused 1 METHOD_NOT_FOUND");
        // The format is core's to refuse.
        assertThat(refusedRequest("request-unknown-format"))
                .containsExactly(expectedRequest(REFUSED.get("request-unknown-format")));
    }

    @Test
    void endInsideAHeaderBreaksTheConnection() {
        Server server = new Server(TransportConfig.DEFAULT);
        server.stream.feed(REFUSED.get("request-truncated-header"));
        assertThat(server.events).isEmpty();
        server.stream.endInput();
        assertThat(server.events).containsExactly("closed EOFException");
    }

    static Stream<String> refusedResponses() {
        return REFUSED.keySet().stream().filter(name -> name.startsWith("response-"));
    }

    @ParameterizedTest
    @MethodSource("refusedResponses")
    void refusedResponseClosesTheConnection(String name) {
        Client client = new Client(TransportConfig.DEFAULT).assign(ASSIGNED);
        client.stream.feed(REFUSED.get(name));
        assertThat(client.events).containsExactly("closed ProtocolException");
        assertThat(client.lastSeqSent).isEqualTo(ASSIGNED);
    }

    @Test
    void everyRequestCutAtEveryByteAndPairOfBytesIsTheSame() {
        List<byte[]> all = new ArrayList<>(requests().map(VALID::get).toList());
        REFUSED.forEach((name, bytes) -> {
            if (name.startsWith("request-")) {
                all.add(bytes);
            }
        });
        all.forEach(bytes -> assertCutsAlike(bytes, VectorsTest::serverEvents));
    }

    @Test
    void everyResponseCutAtEveryByteAndPairOfBytesIsTheSame() {
        List<byte[]> all = new ArrayList<>(responses().map(VALID::get).toList());
        refusedResponses().map(REFUSED::get).forEach(all::add);
        all.forEach(bytes -> assertCutsAlike(bytes, VectorsTest::clientEvents));
    }

    @Test
    void conversationsCutAtEveryByteAndPairOfBytesAreTheSame() {
        byte[] requests = requests().map(VALID::get).reduce(new byte[0], Frames::join);
        byte[] more = Frames.join(
                requests, Frames.request(-1, 1, new byte[0], new byte[0])); // a seq that does not grow ends it
        assertCutsAlike(more, VectorsTest::serverEvents);
        assertThat(serverEvents(more))
                .hasSize((int) requests().count() + 1)
                .last()
                .isEqualTo("closed ProtocolException");

        byte[] responses = responses().map(VALID::get).reduce(new byte[0], Frames::join);
        byte[] withError = Frames.join(responses, REFUSED.get("response-unknown-flag"), responses);
        assertThat(clientEvents(withError)).last().isEqualTo("closed ProtocolException");
        assertCutsAlike(withError, VectorsTest::clientEvents);
    }

    private static List<String> serverEvents(byte[] bytes, int... cuts) {
        Server server = new Server(TransportConfig.DEFAULT);
        server.stream.feed(bytes, cuts);
        server.stream.endInput();
        return server.events;
    }

    private static List<String> clientEvents(byte[] bytes, int... cuts) {
        Client client = new Client(TransportConfig.DEFAULT).assign(ASSIGNED);
        client.stream.feed(bytes, cuts);
        client.stream.endInput();
        return client.events;
    }

    private interface Run {
        List<String> events(byte[] bytes, int... cuts);
    }

    private static void assertCutsAlike(byte[] bytes, Run run) {
        List<String> whole = run.events(bytes);
        assertThat(whole).isNotEmpty();
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                List<String> cut = run.events(bytes, first, second);
                if (!cut.equals(whole)) {
                    assertThat(cut).as("cut at %d and %d", first, second).isEqualTo(whole);
                }
            }
        }
        int[] everywhere = java.util.stream.IntStream.range(1, bytes.length).toArray();
        assertThat(run.events(bytes, everywhere)).isEqualTo(whole);
    }
}
