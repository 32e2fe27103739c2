package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Commit;
import org.razorrpc.files.FileActions.Digest;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.FileHandle;
import org.razorrpc.files.FileActions.FilePath;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.files.FileActions.ListRequest;
import org.razorrpc.files.FileActions.Listing;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.files.FileActions.Part;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.files.FileActions.Transferred;
import org.razorrpc.files.FileActions.Truncate;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.WireBuffer;

/** What the messages look like to a peer that is not this program. */
class WireFormatTest {
    /** The messages of the wire format's own test vectors: peers in other languages have exactly these. */
    @SuppressWarnings("unused") // by @FieldSource
    private static final List<Vector> VECTORS = List.of(
            new Vector(new FilePath("/tmp/a.txt"), "81a470617468aa2f746d702f612e747874"),
            new Vector(new FilePath("b"), "81a470617468a162"),
            new Vector(new Opened(300, 65536), "82a5696e6f6465cd012ca473697a65ce00010000"),
            new Vector(new Range(1, 0, 3), "83a5696e6f646501a66f666673657400a36c656e03"),
            new Vector(new Range(300, -1, 65536), "83a5696e6f6465cd012ca66f6666736574ffa36c656ece00010000"),
            new Vector(new Transferred(3), "81a87265745f73697a6503"));

    record Vector(Record message, String hex) {}

    @ParameterizedTest
    @FieldSource("VECTORS")
    void msgpackIsByteForByteThatOfTheVectors(Vector vector) {
        Codec codec = Plugins.codec("msgpack");
        assertThat(HexFormat.of().formatHex(encode(codec, vector.message()))).isEqualTo(vector.hex());
        byte[] bytes = HexFormat.of().parseHex(vector.hex());
        Record decoded = codec.<Record>of(vector.message().getClass()).decode(bytes, 0, bytes.length);
        assertThat(decoded).isEqualTo(vector.message());
    }

    @Test
    void actionsHaveTheirNumbers() {
        assertThat(List.of(FileActions.OPEN, FileActions.READ, FileActions.WRITE, FileActions.CREATE))
                .extracting(action -> action.number())
                .containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"msgpack", "kryo"})
    void everyMessageSurvivesTheWay(String name) {
        Codec codec = Plugins.codec(name);
        Entry entry = new Entry("naïve\n", Kind.UNREADABLE_NAME, Long.MAX_VALUE, true);
        List<Record> messages = List.of(
                new FilePath(""),
                new FileHandle(Long.MIN_VALUE),
                new Opened(1, 2),
                new Range(1, -2, 3),
                new Transferred(0),
                new Truncate(1, 2),
                new Commit("a/b", "upload", true, "ab"),
                new Digest("cd"),
                new ListRequest("a/b", "after"),
                new Listing(List.of(entry, entry), true),
                entry,
                new Part("a/b", "upload"),
                new Block("a/b", "", 1L << 40, 3));
        assertThat(messages).hasSize(FileActions.TYPES.size() - 1);
        for (Record message : messages) {
            byte[] bytes = encode(codec, message);
            Record decoded = codec.<Record>of(message.getClass()).decode(bytes, 0, bytes.length);
            assertThat(decoded).isEqualTo(message);
        }
    }

    private static byte[] encode(Codec codec, Record message) {
        WireBuffer out = new WireBuffer(16);
        codec.<Record>of(message.getClass()).encode(message, out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
