package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.codec.msgpack.Messages.CODEC;
import static org.razorrpc.codec.msgpack.Messages.decode;
import static org.razorrpc.codec.msgpack.Messages.encode;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.WireBuffer;

class StringsTest {
    record Text(String text, char one) {}

    @Test
    void stringsOfEveryHeaderAndWidthMatchTheOracle() throws IOException {
        String[] pieces = {"a", "é", "\u0000", "漢", "😀", "\uFFFD", "\uFFFF"};
        for (String piece : pieces) {
            for (int count :
                    new int[] {0, 1, 2, 7, 8, 9, 10, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 65535, 65536}) {
                requireSame(piece.repeat(count));
                requireSame("x".repeat(count) + piece);
            }
        }
    }

    private static void requireSame(String text) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packString(text);
            byte[] expected = packer.toByteArray();
            assertThat(encode(CODEC, String.class, text)).isEqualTo(expected);
            assertThat((String) decode(CODEC, String.class, expected)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "\ude00\ud83d", "a\ud83db", "ab\ud83d"})
    void loneSurrogateIsAnEncodeError(String text) {
        assertThatThrownBy(() -> encode(CODEC, Text.class, new Text(text, 'a')))
                .isInstanceOf(CodecException.class)
                .hasMessageMatching("Text.text: has a lone surrogate at index [0-2], which is no character");
    }

    @Test
    void surrogateCharIsAnEncodeError() {
        assertThatThrownBy(() -> encode(CODEC, Text.class, new Text("", '\ud83d')))
                .hasMessage("Text.one: has a lone surrogate at index 0, which is no character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a180",
                "a1c3",
                "a2c328",
                "a2c080",
                "a3eda080",
                "a3e28228",
                "a4f4908080",
                "a4f0808080",
                "a1ff",
                "a3e282efbf"
            })
    void invalidUtf8IsRefused(String hex) {
        assertThatThrownBy(() -> decode(String.class, hex)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> decode(Text.class, "83" + hex + "c0a474657874a0a36f6e65a161"))
                .as("an unknown key")
                .isInstanceOf(CodecException.class);
    }

    @Test
    void invalidUtf8SaysWhere() {
        assertThatThrownBy(() -> decode(Text.class, "81 a474657874 a2c328"))
                .hasMessage("Text.text: the str is not valid UTF-8 at byte 6");
    }

    @Test
    void bufferLimitIsKeptToTheByte() {
        Text text = new Text("é".repeat(300), 'x');
        int length = encode(CODEC, Text.class, text).length;
        WireBuffer out = new WireBuffer(1);
        out.limit(length);
        CODEC.of(Text.class).encode(text, out);
        assertThat(out.position()).isEqualTo(length);
        for (int limit = 0; limit < length; limit++) {
            WireBuffer tight = new WireBuffer(1);
            tight.limit(limit);
            assertThatThrownBy(() -> CODEC.of(Text.class).encode(text, tight)).isInstanceOf(WireBuffer.Overflow.class);
        }
    }
}
