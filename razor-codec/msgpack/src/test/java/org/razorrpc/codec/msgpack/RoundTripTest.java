package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.razorrpc.codec.msgpack.Messages.CODEC;
import static org.razorrpc.codec.msgpack.Messages.decode;
import static org.razorrpc.codec.msgpack.Messages.encode;

import java.io.IOException;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ImmutableValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import org.razorrpc.stream.TypeRef;

/** Random values there and back, with msgpack-core's packer and unpacker as the oracle of the bytes. */
class RoundTripTest {
    record Mixed(
            boolean flag,
            byte small,
            short medium,
            int number,
            long large,
            @Unsigned long bits,
            float single,
            double real,
            char letter,
            String text,
            Optional<Long> maybe,
            List<Mixed> parts,
            Map<String, List<Integer>> table) {}

    private static Mixed mixed(SplittableRandom random, int depth) {
        Map<String, List<Integer>> table = new LinkedHashMap<>();
        for (int left = random.nextInt(3); left > 0; left--) {
            table.put(RandomValues.text(random), RandomValues.list(random, 20, random::nextInt));
        }
        return new Mixed(
                random.nextBoolean(),
                (byte) random.nextInt(),
                (short) RandomValues.integer(random),
                (int) RandomValues.integer(random),
                RandomValues.integer(random),
                random.nextLong(),
                (float) random.nextDouble(),
                random.nextDouble(),
                (char) random.nextInt(0xd800),
                RandomValues.text(random),
                random.nextBoolean() ? Optional.empty() : Optional.of(RandomValues.integer(random)),
                depth == 0 ? List.of() : RandomValues.list(random, 3, () -> mixed(random, depth - 1)),
                table);
    }

    private static void pack(MessageBufferPacker packer, Mixed value) throws IOException {
        packer.packMapHeader(13);
        packer.packString("flag").packBoolean(value.flag);
        packer.packString("small").packByte(value.small);
        packer.packString("medium").packShort(value.medium);
        packer.packString("number").packInt(value.number);
        packer.packString("large").packLong(value.large);
        packer.packString("bits").packBigInteger(new BigInteger(Long.toUnsignedString(value.bits)));
        packer.packString("single").packFloat(value.single);
        packer.packString("real").packDouble(value.real);
        packer.packString("letter").packString(String.valueOf(value.letter));
        packer.packString("text").packString(value.text);
        packer.packString("maybe");
        if (value.maybe.isPresent()) {
            packer.packLong(value.maybe.get());
        } else {
            packer.packNil();
        }
        packer.packString("parts").packArrayHeader(value.parts.size());
        for (Mixed part : value.parts) {
            pack(packer, part);
        }
        packer.packString("table").packMapHeader(value.table.size());
        for (Map.Entry<String, List<Integer>> row : value.table.entrySet()) {
            packer.packString(row.getKey()).packArrayHeader(row.getValue().size());
            for (int each : row.getValue()) {
                packer.packInt(each);
            }
        }
    }

    @Test
    void recordsHaveTheOraclesBytes() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            Mixed value = mixed(random, 2);
            byte[] message = encode(CODEC, Mixed.class, value);
            try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
                pack(packer, value);
                assertThat(message).isEqualTo(packer.toByteArray());
            }
            Mixed read = decode(CODEC, Mixed.class, message);
            assertThat(read).isEqualTo(value);
        }
    }

    @Test
    void recordsAreReadInAnyOrderOfKeys() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 1000; i++) {
            Mixed value = mixed(random, 1);
            byte[] message = encode(CODEC, Mixed.class, value);
            Map<Value, Value> components = new LinkedHashMap<>();
            for (Value key : shuffled(unpack(message).asMapValue().keySet(), random)) {
                components.put(key, unpack(message).asMapValue().map().get(key));
            }
            components.put(ValueFactory.newString("unknown"), RandomValues.dynamic(random, 3));
            Mixed read = decode(CODEC, Mixed.class, pack(ValueFactory.newMap(components)));
            assertThat(read).isEqualTo(value);
        }
    }

    private static List<Value> shuffled(Iterable<Value> keys, SplittableRandom random) {
        Map<Long, Value> byChance = new TreeMap<>();
        keys.forEach(key -> byChance.put(random.nextLong(), key));
        return List.copyOf(byChance.values());
    }

    @Test
    void dynamicValuesHaveTheOraclesBytes() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 5000; i++) {
            Value value = RandomValues.dynamic(random, 4);
            byte[] message = encode(CODEC, Value.class, value);
            assertThat(message).isEqualTo(pack(value));
            assertThat((Value) decode(CODEC, ImmutableValue.class, message)).isEqualTo(value);
            assertThat(unpack(message)).isEqualTo(value);
        }
    }

    private static byte[] pack(Value value) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packValue(value);
            return packer.toByteArray();
        }
    }

    private static Value unpack(byte[] message) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(message)) {
            return unpacker.unpackValue();
        }
    }

    @Test
    void whatWasReadIsWrittenBackByteForByte() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 3000; i++) {
            byte[] message = encode(CODEC, HostileInputTest.Everything.class, RandomValues.everything(random));
            Object read = decode(CODEC, HostileInputTest.Everything.class, message);
            assertThat(encode(CODEC, HostileInputTest.Everything.class, read)).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 255, 256, 65535, 65536, 100_000})
    void containersOfEverySizeHaveTheOraclesHeader(int size) throws IOException {
        int[] ints = new int[size];
        Map<Integer, Boolean> map = new HashMap<>();
        Map<Value, Value> expected = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            ints[i] = i;
            map.put(i, true);
        }
        new TreeMap<>(map)
                .forEach((key, value) -> expected.put(ValueFactory.newInteger(key), ValueFactory.newBoolean(value)));
        Type type = new TypeRef<Map<Integer, Boolean>>() {}.type();
        byte[] message = encode(CODEC, type, map);
        assertThat(message)
                .as("ascending keys, in order of their bytes")
                .isEqualTo(pack(ValueFactory.newMap(expected)));
        Object read = decode(CODEC, type, message);
        assertThat(read).isEqualTo(map);
        byte[] array = encode(CODEC, int[].class, ints);
        assertThat((int[]) decode(CODEC, int[].class, array)).isEqualTo(ints);
        assertThat(unpack(array).asArrayValue().size()).isEqualTo(size);
        assertThat((byte[]) decode(CODEC, byte[].class, encode(CODEC, byte[].class, new byte[size])))
                .hasSize(size);
        assertThat(encode(CODEC, byte[].class, new byte[size])).isEqualTo(pack(ValueFactory.newBinary(new byte[size])));
    }
}
