package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.codec.msgpack.Messages.CODEC;
import static org.razorrpc.codec.msgpack.Messages.decode;
import static org.razorrpc.codec.msgpack.Messages.encode;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.TypeRef;
import org.razorrpc.stream.spi.CodecException;

/** The messages of the shared wire vectors, read and written. */
class WireVectorsTest {
    private static final int REQUEST_HEADER = 32;
    private static final int RESPONSE_HEADER = 20;
    private static final Map<String, byte[]> VECTORS = load();

    record Open(String path) {}

    record Opened(long inode, long size) {}

    record Transfer(long inode, long offset, long len) {}

    record Transferred(@WireName("ret_size") long retSize) {}

    @Tuple
    record Two(int first, int second) {}

    private static Map<String, byte[]> load() {
        Map<String, byte[]> vectors = new TreeMap<>();
        try (InputStream in = WireVectorsTest.class.getResourceAsStream("/vectors-v1.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] parts = line.split(" \\| ");
                if (parts.length == 3 && !line.startsWith("#")) {
                    vectors.put(parts[0], HexFormat.of().parseHex(parts[2].trim()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return vectors;
    }

    static List<Arguments> messages() {
        return List.of(
                Arguments.of("open-request", Open.class, new Open("/tmp/a.txt")),
                Arguments.of("create-request", Open.class, new Open("b")),
                Arguments.of("open-response", Opened.class, new Opened(300, 65536)),
                Arguments.of("unit-response", Void.class, null),
                Arguments.of("write-request", Transfer.class, new Transfer(1, 0, 3)),
                Arguments.of("write-response", Transferred.class, new Transferred(3)),
                Arguments.of("read-request", Transfer.class, new Transfer(300, -1, 65536)),
                Arguments.of("read-response", Transferred.class, new Transferred(4)),
                Arguments.of("call-request", Two.class, new Two(10, 20)),
                Arguments.of("call-response", int.class, 30),
                Arguments.of("call-unit-request", int.class, -1),
                Arguments.of("call-string-request", String.class, "héllo"),
                Arguments.of("seq-max-request", Void.class, null));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messageIsReadAndWrittenByteForByte(String name, Type type, Object value) {
        byte[] message = messageOf(name);
        Object read = decode(CODEC, type, message);
        assertThat(read).isEqualTo(value);
        assertThat(encode(CODEC, type, value)).isEqualTo(message);
    }

    @Test
    void absentMessageIsUnit() {
        assertThat(messageOf("unit-response-empty")).isEmpty();
        Object read = decode(CODEC, Void.class, messageOf("unit-response-empty"));
        assertThat(read).isNull();
    }

    /** Cuts the message out of a frame: behind the header, and behind the action's name where it has one. */
    private static byte[] messageOf(String name) {
        byte[] frame = VECTORS.get(name);
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        int from = RESPONSE_HEADER;
        int length = header.getInt(4);
        if (name.endsWith("request")) {
            int action = header.getInt(4);
            from = REQUEST_HEADER + (action < 0 ? action & Integer.MAX_VALUE : 0);
            length = header.getInt(24);
        }
        return Arrays.copyOfRange(frame, from, from + length);
    }

    static List<Arguments> refusals() {
        Type list = new TypeRef<List<Integer>>() {}.type();
        Type map = new TypeRef<Map<String, Integer>>() {}.type();
        return List.of(
                Arguments.of(
                        "msgpack-duplicate-key",
                        Open.class,
                        "Open.path: the key comes twice; the second one's value is at byte 13"),
                Arguments.of(
                        "msgpack-trailing-byte", Open.class, "Open: 1 bytes are left over after the value at byte 8"),
                Arguments.of(
                        "msgpack-u64-into-long",
                        Transfer.class,
                        "Transfer.inode: 18446744073709551615 does not fit, the range ends at 2^63-1 at byte 7"),
                Arguments.of("msgpack-missing-key", Open.class, "Open.path: is missing; Open ends at byte 1"),
                Arguments.of(
                        "msgpack-array32-bomb",
                        list,
                        "List<Integer>: 4294967295 elements announced, 0 bytes left at byte 0"),
                Arguments.of(
                        "msgpack-map32-bomb",
                        map,
                        "Map<String, Integer>: 4294967295 entries announced, 0 bytes left at byte 0"),
                Arguments.of(
                        "msgpack-str32-lie",
                        String.class,
                        "String: 2147483647 bytes announced, 1 bytes left at byte 0"),
                Arguments.of(
                        "msgpack-bin32-lie",
                        byte[].class,
                        "byte[]: 2147483647 bytes announced, 1 bytes left at byte 0"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusedVectorIsADecodeErrorThatSaysWhere(String name, Type type, String message) {
        assertThatThrownBy(() -> decode(CODEC, type, VECTORS.get(name)))
                .isInstanceOf(CodecException.class)
                .hasMessage(message);
    }

    @Test
    void everyMsgpackVectorIsTested() {
        List<Object> tested = refusals().stream().map(each -> each.get()[0]).toList();
        assertThat(VECTORS.keySet().stream().filter(each -> each.startsWith("msgpack-")))
                .allMatch(tested::contains)
                .hasSize(tested.size());
    }
}
