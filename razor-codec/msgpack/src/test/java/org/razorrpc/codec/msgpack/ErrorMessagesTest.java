package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.codec.msgpack.Messages.CODEC;
import static org.razorrpc.codec.msgpack.Messages.decode;
import static org.razorrpc.codec.msgpack.Messages.encode;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.CodecException;

class ErrorMessagesTest {
    record Open(String path) {}

    record Tree(Open open, List<Open> list, Map<String, Open[]> map) {}

    record Checked(int value) {
        Checked {
            if (value < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    record Grumpy(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("not today");
        }
    }

    /** An annotation that is a declaration's and no type's, as older libraries have it. */
    static final class Old {
        @Retention(RetentionPolicy.RUNTIME)
        @Target({ElementType.PARAMETER, ElementType.FIELD, ElementType.METHOD})
        @interface Nullable {}
    }

    record OldStyle(@Old.Nullable String text) {}

    private static void refused(Class<?> type, String hex, String message) {
        assertThatThrownBy(() -> decode(type, hex))
                .isInstanceOf(CodecException.class)
                .hasMessage(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void decodeErrorNamesTheComponentAndTheByte() {
        refused(Open.class, "81a47061746805", "Open.path: expected str, found int at byte 6");
        refused(Open.class, "81a470617468c0", "Open.path: expected str, found nil at byte 6");
        refused(Tree.class, "9391059080", "Tree.open.path: expected str, found int at byte 2");
        refused(Tree.class, "9391a16192 91a161 9105 80", "Tree.list[1].path: expected str, found int at byte 9");
        refused(Tree.class, "9391a1619081a16b9191c3", "Tree.map[k][0].path: expected str, found bool at byte 10");
        refused(Tree.class, "9391a161908105", "Tree.map: 1 entries announced, 1 bytes left at byte 5");
        refused(Tree.class, "9391a161908105c0", "Tree.map[#0]: expected str, found int at byte 6");
        refused(Open.class, "8105c0", "Open: expected str, found int at byte 1");
        refused(Open.class, "05", "Open: expected map, found int at byte 0");
    }

    @Test
    void encodeErrorNamesTheComponent() {
        List<Open> withNull = new ArrayList<>(Arrays.asList(new Open("a"), null));
        assertThatThrownBy(() -> encode(CODEC, Tree.class, new Tree(new Open("a"), withNull, Map.of())))
                .isInstanceOf(CodecException.class)
                .hasMessage("Tree.list[1]: is null; mark it @Nullable, or make it an Optional, if it may be");
        assertThatThrownBy(() -> encode(CODEC, Open.class, new Open(null)))
                .hasMessage("Open.path: is null; mark it @Nullable, or make it an Optional, if it may be");
        assertThatThrownBy(() -> encode(CODEC, Open.class, null)).hasMessageStartingWith("Open: is null");
    }

    @Test
    void valueOfAnotherTypeIsAnEncodeError() {
        assertThatThrownBy(() -> encode(CODEC, Open.class, "text"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("ClassCastException");
    }

    @Test
    void constructorThatRefusesIsADecodeErrorWithItsCause() {
        assertThatThrownBy(() -> decode(Checked.class, "91ff"))
                .isInstanceOf(CodecException.class)
                .hasMessage("Checked: failed with java.lang.IllegalArgumentException: negative")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void accessorThatThrowsIsAnEncodeErrorWithItsCause() {
        assertThatThrownBy(() -> encode(CODEC, Grumpy.class, new Grumpy(1)))
                .isInstanceOf(CodecException.class)
                .hasMessage("Grumpy.value: failed with java.lang.IllegalStateException: not today");
    }

    @Test
    void nullableIsKnownByItsSimpleName() {
        assertThat((OldStyle) decode(OldStyle.class, "91c0")).isEqualTo(new OldStyle(null));
        assertThat(encode(CODEC, OldStyle.class, new OldStyle(null))).hasSize(7);
    }

    @Test
    void peersTextIsShortenedAndCleaned() {
        enum Kind {
            A
        }
        assertThatThrownBy(() -> decode(Kind.class, "a3610a62")).hasMessage("Kind: Kind has no constant a?b at byte 0");
        assertThatThrownBy(() -> decode(CODEC, Kind.class, encode(CODEC, String.class, "x".repeat(1000))))
                .hasMessage("Kind: Kind has no constant " + "x".repeat(40) + "... at byte 0");
    }
}
