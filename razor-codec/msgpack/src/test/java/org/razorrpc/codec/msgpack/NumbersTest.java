package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.codec.msgpack.Messages.CODEC;
import static org.razorrpc.codec.msgpack.Messages.decode;
import static org.razorrpc.codec.msgpack.Messages.encode;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.razorrpc.stream.spi.CodecException;

/** Integers and floats at every edge, with msgpack-core's packer as the oracle. */
class NumbersTest {
    record Holder(byte a, short b, int c, long d) {}

    /** Every power of two and its neighbours, of both signs. */
    static Set<Long> edges() {
        Set<Long> edges = new TreeSet<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            for (long near = -2; near <= 2; near++) {
                edges.add((1L << bit) + near);
                edges.add(-(1L << bit) + near);
            }
        }
        edges.addAll(List.of(-33L, -32L, -31L, Long.MIN_VALUE, Long.MAX_VALUE));
        return edges;
    }

    @ParameterizedTest
    @MethodSource("edges")
    void integerIsShortestAndComesBack(long value) throws IOException {
        byte[] expected = packed(BigInteger.valueOf(value));
        assertThat(encode(CODEC, long.class, value)).isEqualTo(expected);
        assertThat(encode(CODEC, BigInteger.class, BigInteger.valueOf(value))).isEqualTo(expected);
        assertThat((Long) decode(CODEC, long.class, expected)).isEqualTo(value);
        fits(int.class, (int) value, value, expected);
        fits(short.class, (short) value, value, expected);
        fits(byte.class, (byte) value, value, expected);
        BigInteger unsigned = new BigInteger(Long.toUnsignedString(value));
        assertThat(encode(CODEC, BigInteger.class, unsigned)).isEqualTo(packed(unsigned));
        assertThat((BigInteger) decode(CODEC, BigInteger.class, packed(unsigned)))
                .isEqualTo(unsigned);
    }

    private static void fits(Class<?> type, Number narrowed, long value, byte[] message) {
        if (narrowed.longValue() == value) {
            assertThat(encode(CODEC, type, narrowed)).isEqualTo(message);
            Object read = decode(CODEC, type, message);
            assertThat(read).isEqualTo(narrowed);
        } else {
            assertThatThrownBy(() -> decode(CODEC, type, message))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining(value + " does not fit");
        }
    }

    private static byte[] packed(BigInteger value) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packBigInteger(value);
            return packer.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05",
                "cc05",
                "cd0005",
                "ce00000005",
                "cf0000000000000005",
                "d005",
                "d10005",
                "d200000005",
                "d30000000000000005"
            })
    void anyWidthThatFitsIsRead(String hex) {
        Holder read = decode(CODEC, Holder.class, HexFormat.of().parseHex("94" + hex + hex + hex + hex));
        assertThat(read).isEqualTo(new Holder((byte) 5, (short) 5, 5, 5));
        assertThat((BigInteger) decode(BigInteger.class, hex)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "ca3fc00000, 1.5",
        "cb3ff8000000000000, 1.5",
        "03, 3",
        "d1fed4, -300",
        "ca7f800000, Infinity",
        "cb7ff8000000000000, NaN"
    })
    void floatsWidenAndTakeExactIntegers(String hex, double value) {
        assertThat((Double) decode(double.class, hex)).isEqualTo(Double.valueOf(value));
        assertThat((Float) decode(float.class, hex)).isEqualTo(Float.valueOf((float) value));
    }

    @Test
    void floatsKeepEveryBit() {
        for (float each : new float[] {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY}) {
            assertThat((Float) decode(CODEC, float.class, encode(CODEC, float.class, each)))
                    .isEqualTo((Object) each);
        }
        for (double each : new double[] {0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Math.PI}) {
            assertThat((Double) decode(CODEC, double.class, encode(CODEC, double.class, each)))
                    .isEqualTo((Object) each);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "float, cb3ff0000000000001, 1.0000000000000002 does not fit a 32-bit float exactly at byte 0",
        "float, ce01000001, 1.6777217E7 does not fit a 32-bit float exactly at byte 0",
        "double, cf7fffffffffffffff, 9223372036854775807 does not fit a float exactly at byte 0",
        "double, a131, 'expected float, found str at byte 0'",
        "int, ca3f800000, 'expected int, found float at byte 0'",
        "int, c3, 'expected int, found bool at byte 0'",
        "long, c0, 'expected int, found nil at byte 0'",
        "int, cd01, the message ends inside a value that begins at byte 0",
        "boolean, 01, 'expected bool, found int at byte 0'",
        "char, a26162, 'expected one character of the basic plane, found a str of 2 chars at byte 0'",
        "char, a4f09f9880, 'expected one character of the basic plane, found a str of 2 chars at byte 0'",
        "char, a0, 'expected one character of the basic plane, found a str of 0 chars at byte 0'",
        "int, c1, 'expected int, found the unused code 0xc1 at byte 0'",
        "int, d40000, 'expected int, found ext at byte 0'"
    })
    void whatDoesNotFitIsRefused(String name, String hex, String message) {
        Class<?> type = switch (name) {
            case "float" -> float.class;
            case "double" -> double.class;
            case "int" -> int.class;
            case "long" -> long.class;
            case "char" -> char.class;
            default -> boolean.class;
        };
        assertThatThrownBy(() -> decode(type, hex))
                .isInstanceOf(CodecException.class)
                .hasMessage(name + ": " + message);
    }
}
