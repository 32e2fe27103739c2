package org.razorrpc.codec.msgpack;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** Values from a seed. */
final class RandomValues {
    private static final String[] PIECES = {"a", "bc", "0", "é", "漢", "😀", " ", "\n"};

    private RandomValues() {}

    static long integer(SplittableRandom random) {
        return random.nextLong() >> random.nextInt(Long.SIZE);
    }

    static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int alphabet = random.nextBoolean() ? 3 : PIECES.length;
        for (int pieces = random.nextInt(random.nextInt(10) == 0 ? 300 : 12); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(alphabet)]);
        }
        return text.toString();
    }

    static byte[] bytes(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 400 : 10)];
        random.nextBytes(bytes);
        return bytes;
    }

    static <T> List<T> list(SplittableRandom random, int most, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            list.add(element.get());
        }
        return list;
    }

    static Value dynamic(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 7 : 9)) {
            case 0 -> ValueFactory.newNil();
            case 1 -> ValueFactory.newBoolean(random.nextBoolean());
            case 2 -> ValueFactory.newInteger(integer(random));
            case 3 -> ValueFactory.newFloat(random.nextDouble());
            case 4 -> ValueFactory.newString(text(random));
            case 5 -> ValueFactory.newBinary(bytes(random));
            case 6 -> ValueFactory.newExtension((byte) random.nextInt(100), bytes(random));
            case 7 -> ValueFactory.newArray(list(random, 20, () -> dynamic(random, depth - 1)));
            default -> {
                Map<Value, Value> map = new LinkedHashMap<>();
                for (int left = random.nextInt(20); left > 0; left--) {
                    map.put(ValueFactory.newString(text(random)), dynamic(random, depth - 1));
                }
                yield ValueFactory.newMap(map);
            }
        };
    }

    static HostileInputTest.Expression expression(SplittableRandom random, int depth) {
        return depth == 0 || random.nextBoolean()
                ? new HostileInputTest.Literal(integer(random))
                : new HostileInputTest.Negation(expression(random, depth - 1));
    }

    static HostileInputTest.Onion onion(SplittableRandom random, int depth) {
        return new HostileInputTest.Onion(depth == 0 ? List.of() : list(random, 2, () -> onion(random, depth - 1)));
    }

    static HostileInputTest.Everything everything(SplittableRandom random) {
        Map<String, List<HostileInputTest.Color>> map = new LinkedHashMap<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            map.put(text(random), list(random, 3, () -> HostileInputTest.Color.values()[random.nextInt(2)]));
        }
        Set<Integer> set = new LinkedHashSet<>(list(random, 4, () -> (int) integer(random)));
        long[][] longs =
                list(random, 3, () -> random.longs(random.nextInt(4)).toArray()).toArray(new long[0][]);
        return new HostileInputTest.Everything(
                text(random),
                bytes(random),
                ByteBuffer.wrap(bytes(random)),
                random.ints(random.nextInt(4)).toArray(),
                longs,
                list(random, 20, () -> text(random)),
                set,
                map,
                random.nextBoolean() ? Optional.empty() : Optional.of(BigInteger.valueOf(integer(random))),
                dynamic(random, 2),
                random.nextBoolean() ? null : expression(random, 5),
                onion(random, 3));
    }
}
