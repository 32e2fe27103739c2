package org.razorrpc.codec.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;
import org.razorrpc.tck.AllocatedBytes;

/** Messages that are refused, each within a mebibyte. Object stands for "whatever the bytes say". */
class KryoBombTest {
    private static final int MIB = 1 << 20;

    record Pair(Object left, Object right) {}

    interface Marker {}

    private final MessageCodec<Object> any = new KryoCodecProvider()
            .create(KryoConfig.builder()
                    .register(64, Pair.class)
                    .register(65, Marker.class)
                    .build())
            .of(Object.class);

    /** The ids of everything that announces a length: string, arrays, big numbers, buffers, collections, maps. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35})
    void announcedLengthsAreNotBelieved(int id) {
        for (int length :
                new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 1 << 29, 1 << 28, 1 << 20, 5000}) {
            assertRefused(Bombs.announced(id, length));
            assertRefused(Bombs.nested(id, length, 60));
        }
    }

    @Test
    void arraysInArraysDoNotAnnounceTheSameBytesAgain() {
        byte[] bomb = bytes(out -> {
            for (int level = 0; level < 60; level++) {
                array(out, 1, 9, 100_000);
            }
            out.writeBytes(new byte[100_000]);
        });
        assertRefused(bomb);
    }

    @Test
    void arraysOfTooManyDimensionsOrOfNothingAreRefused() {
        for (int dimensions : new int[] {0, -1, 17, 255, 256, Integer.MAX_VALUE}) {
            assertRefused(bytes(out -> array(out, dimensions, 9, 0)));
        }
        assertRefused(bytes(out -> array(out, 1, -2, 0)));
    }

    @Test
    void anElementOfAnotherClassThanTheArraysIsRefused() {
        assertRefused(bytes(out -> {
            array(out, 1, 1, 1);
            out.writeVarInt(0 + 2, true);
            out.writeVarInt(7, false);
        }));
    }

    /** What opens a level: an array, an Optional, lists, sets, maps by their key, a record by its first component. */
    @ParameterizedTest
    @ValueSource(
            strings = {"14010b01", "18", "1c01", "1d01", "1e01", "1f01", "2001", "2101", "2201", "2301", "2501", "42"})
    void depthBeyondTheLimitIsRefused(String level) {
        byte[] bomb = HexFormat.of().parseHex(level.repeat(100_000));
        assertRefused(bomb);
        assertThatThrownBy(() -> decode(bomb)).hasMessageContaining("depth exceeded: 64");
    }

    @Test
    void theGreatestDepthThatCanBeConfiguredFitsTheStackOfAnyThread() throws Exception {
        MessageCodec<Object> deep = new KryoCodecProvider()
                .create(KryoConfig.builder()
                        .register(64, Pair.class)
                        .maxDepth(256)
                        .build())
                .of(Object.class);
        byte[] bomb = HexFormat.of().parseHex("42".repeat(300));
        CompletableFuture<String> refusal = new CompletableFuture<>();
        Thread small = new Thread(null, () -> refusal.complete(refusalOf(deep, bomb)), "small stack", 512 << 10);
        small.start();
        assertThat(refusal.get(30, TimeUnit.SECONDS)).contains("depth exceeded: 256");
        small.join();
    }

    private static String refusalOf(MessageCodec<Object> codec, byte[] bytes) {
        try {
            return "read: " + codec.decode(bytes, 0, bytes.length);
        } catch (Throwable e) {
            return e.toString();
        }
    }

    @Test
    void depthWithinTheLimitIsRead() {
        Object value = 1;
        for (int i = 0; i < 63; i++) {
            value = new ArrayList<>(List.of(value));
        }
        assertThat(roundTrip(any, value)).isEqualTo(value);
        Object tooDeep = List.of(value);
        assertThatThrownBy(() -> any.encode(tooDeep, new WireBuffer(1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("64");
    }

    @Test
    void unknownClassIdsAndClassesByNameAreRefused() {
        for (int written : new int[] {46, 60 + 2, 66 + 2, 1000, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> decode(bytes(out -> out.writeVarInt(written, true))))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("class id " + (written - 2) + " is not registered");
        }
        assertRefused(bytes(out -> {
            out.writeVarInt(1, true); // How Kryo announces a class by its name.
            out.writeVarInt(0, true);
            out.writeString("java.lang.ProcessBuilder");
        }));
    }

    @Test
    void classesThatOnlyNameArraysCannotBeValues() {
        assertRefused(bytes(out -> out.writeVarInt(9 + 2, true)));
        assertRefused(bytes(out -> out.writeVarInt(65 + 2, true)));
    }

    @Test
    void keysAndElementsThatComeTwiceAreRefused() {
        for (int set : new int[] {28, 29, 30, 31}) {
            assertRefused(bytes(out -> twice(out, set)));
        }
        for (int map : new int[] {32, 33, 34, 35}) {
            assertRefused(bytes(out -> {
                twice(out, map);
                out.writeBytes(new byte[] {2, 2, 2, 2});
            }));
        }
    }

    private static void twice(Output out, int id) {
        out.writeVarInt(id + 2, true);
        out.writeVarInt(2, true);
        out.writeBytes(new byte[] {2, 2, 2, 2}); // The int 1, twice; in a map once as key, once as value.
    }

    @Test
    void stringsAreStrictUtf8() {
        for (String hex : List.of("80", "c080", "eda080", "f4908080", "ff", "e282", "41bf")) {
            byte[] text = new BigInteger("01" + hex, 16).toByteArray();
            assertThatThrownBy(() -> decode(bytes(out -> {
                        out.writeVarInt(1 + 2, true);
                        out.writeVarInt(text.length - 1 + 1, true);
                        out.writeBytes(text, 1, text.length - 1);
                    })))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("not UTF-8");
        }
        assertThat(decode(bytes(out -> {
                    byte[] text = "gr\u00fc\u00df".getBytes(StandardCharsets.UTF_8);
                    out.writeVarInt(1 + 2, true);
                    out.writeVarInt(text.length + 1, true);
                    out.writeBytes(text);
                })))
                .isEqualTo("gr\u00fc\u00df");
    }

    @Test
    void cyclesAreRefusedOnTheWayOut() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Object[] array = new Object[1];
        array[0] = array;
        Map<String, Object> map = new HashMap<>();
        map.put("self", Optional.of(new Pair(1, map)));
        for (Object cyclic : List.of(array, map)) {
            assertThatThrownBy(() -> any.encode(cyclic, new WireBuffer(1))).isInstanceOf(CodecException.class);
        }
        assertThatThrownBy(() -> any.encode(list, new WireBuffer(1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("depth");
        assertThat(roundTrip(any, List.of(1))).isEqualTo(List.of(1));
    }

    private static void array(Output out, int dimensions, int elementId, int length) {
        out.writeVarInt(18 + 2, true);
        out.writeVarInt(dimensions, true);
        out.writeVarInt(elementId + 2, true);
        out.writeVarInt(length, true);
    }

    private interface Writing {
        void to(Output out);
    }

    private static byte[] bytes(Writing writing) {
        try (Output out = new Output(16, -1)) {
            writing.to(out);
            return out.toBytes();
        }
    }

    private Object decode(byte[] bytes) {
        return any.decode(bytes, 0, bytes.length);
    }

    static <T> T roundTrip(MessageCodec<T> codec, T value) {
        WireBuffer out = new WireBuffer(1);
        codec.encode(value, out);
        return codec.decode(out.array(), 0, out.position());
    }

    private void assertRefused(byte[] bomb) {
        assertThatThrownBy(() -> decode(bomb)).isInstanceOf(CodecException.class);
        // The second time: the first has loaded the classes on the way.
        long allocated = AllocatedBytes.during(() -> {
            try {
                decode(bomb);
            } catch (CodecException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        });
        assertThat(allocated).isLessThan(MIB);
    }
}
