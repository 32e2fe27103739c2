package org.razorrpc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;
import org.razorrpc.tck.CodecSamples.Order;
import org.razorrpc.tck.CodecSamples.Sample;
import org.razorrpc.tck.CodecSamples.Tree;

/**
 * What every {@link Codec} keeps, whatever its format. An author extends it with {@link #codec}, and with {@link #bombs} where
 * the format announces lengths or nests.
 */
public abstract class CodecContract {
    private static final int MIB = 1 << 20;
    /** Put before and behind each message, which lies in the middle of a larger buffer in use. */
    private static final int MARGIN = 5;

    protected CodecContract() {}

    /** The codec under test; asked for once a test. It knows {@link #sampleTypes}. */
    protected abstract Codec codec();

    /** The classes that the samples are made of, for a codec that must be told. */
    public static List<Class<?>> sampleTypes() {
        return CodecSamples.types();
    }

    /** The values that must come back. A codec whose data model lacks a type leaves its samples out, and says so to its users. */
    protected List<Sample> samples() {
        return CodecSamples.all();
    }

    /**
     * Messages that lie: of lengths, of depth. Each is decoded as every sample type; it may mean something as one of them, so
     * what a codec must refuse is for its own tests. Here nothing but a CodecException escapes, and memory stays bounded.
     */
    protected List<byte[]> bombs() {
        return List.of();
    }

    /** A class that the codec cannot map. */
    protected Class<?> unmappableType() {
        return Thread.class;
    }

    /** Whether no message is the beginning of another: false for a format such as JSON, where 12 cut short is 1. */
    protected boolean prefixFree() {
        return true;
    }

    /** How many mutated messages are tried. */
    protected int mutations() {
        return 50_000;
    }

    /** Bytes that decoding a message of {@code length} bytes may take from the heap. */
    protected long allocationLimit(int length) {
        return MIB + 64L * length;
    }

    @Test
    public void saysWhoItIs() {
        assertThat(codec().formatId()).isBetween(0, 255);
        assertThat(codec().name()).isNotEmpty().isLowerCase();
    }

    @TestFactory
    public Stream<DynamicTest> everySampleComesBackEqual() {
        Codec codec = codec();
        return samples().stream().map(sample -> DynamicTest.dynamicTest(sample.name(), () -> roundTrip(codec, sample)));
    }

    private static void roundTrip(Codec codec, Sample sample) {
        MessageCodec<Object> message = codec.of(sample.type());
        byte[] bytes = encode(message, sample.value());
        byte[] framed = framed(bytes);
        byte[] untouched = framed.clone();
        Object decoded = message.decode(framed, MARGIN, bytes.length);
        assertThat(framed).as("the caller's array after decoding").isEqualTo(untouched);
        Arrays.fill(framed, (byte) 0x55);
        assertSame(sample.value(), decoded);
    }

    @Test
    public void seededRandomValuesComeBackEqual() {
        MessageCodec<Order> message = codec().of(Order.class);
        for (int seed = 0; seed < 5_000; seed++) {
            Order order = CodecSamples.order(new SplittableRandom(seed));
            byte[] bytes = encode(message, order);
            assertThat(message.decode(bytes, 0, bytes.length))
                    .as("seed %d", seed)
                    .isEqualTo(order);
        }
    }

    @Test
    public void unitIsReadFromItsBytesAndFromNone() {
        Codec codec = codec();
        for (Type unit : List.of(void.class, Void.class)) {
            MessageCodec<Object> message = codec.of(unit);
            byte[] bytes = encode(message, null);
            assertThat(message.decode(framed(bytes), MARGIN, bytes.length)).isNull();
            assertThat(message.decode(new byte[0], 0, 0)).isNull();
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> message.decode(longer, 0, longer.length)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    public void anAbsentMessageIsOnlyAUnit() {
        Codec codec = codec();
        for (Sample sample : samples()) {
            MessageCodec<Object> message = codec.of(sample.type());
            assertThatThrownBy(() -> message.decode(new byte[MARGIN], MARGIN, 0))
                    .as(sample.name())
                    .isInstanceOf(CodecException.class)
                    .message()
                    .isNotEmpty();
        }
    }

    @Test
    public void nullIsRefusedOrComesBack() {
        MessageCodec<Order> message = codec().of(Order.class);
        try {
            byte[] bytes = encode(message, null);
            assertThat(message.decode(bytes, 0, bytes.length)).isNull();
        } catch (CodecException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Test
    public void bytesLeftOverAreRefused() {
        Codec codec = codec();
        for (Sample sample : samples()) {
            MessageCodec<Object> message = codec.of(sample.type());
            byte[] bytes = encode(message, sample.value());
            for (int extra : new int[] {0x00, 0x01, 0x7f, 0x80, 0xc0, 0xff}) {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                longer[bytes.length] = (byte) extra;
                assertThatThrownBy(() -> message.decode(longer, 0, longer.length))
                        .as(sample.name())
                        .isInstanceOf(CodecException.class);
            }
        }
    }

    /** The bytes behind the cut are still in the array, as they are in a connection's buffer. */
    @Test
    public void messagesCutAtAnyByteAreRefused() {
        Codec codec = codec();
        for (Sample sample : samples()) {
            MessageCodec<Object> message = codec.of(sample.type());
            byte[] bytes = encode(message, sample.value());
            int step = Math.max(1, bytes.length / 500);
            for (int length = 0; length < bytes.length; length += step) {
                byte[] framed = framed(bytes);
                int cut = length;
                if (prefixFree()) {
                    assertThatThrownBy(() -> message.decode(framed, MARGIN, cut))
                            .as("%s cut at %d of %d", sample.name(), cut, bytes.length)
                            .isInstanceOf(CodecException.class);
                } else {
                    assertHarmless(message, Arrays.copyOf(bytes, cut), sample.name() + " cut at " + cut);
                }
                assertThat(framed).isEqualTo(framed(bytes));
            }
        }
    }

    @Test
    public void mutatedBytesCauseNothingButCodecExceptions() {
        Codec codec = codec();
        List<Sample> samples = samples();
        SplittableRandom random = new SplittableRandom(20_261_122);
        for (int i = 0; i < mutations(); i++) {
            Sample sample = samples.get(random.nextInt(samples.size()));
            MessageCodec<Object> message = codec.of(sample.type());
            byte[] bytes = encode(message, sample.value());
            if (bytes.length <= 4096) {
                assertHarmless(message, mutated(bytes, random), "mutation " + i + " of " + sample.name());
            }
        }
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        byte[] mutated = Arrays.copyOf(bytes, Math.max(1, bytes.length + random.nextInt(-2, 3)));
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            int at = random.nextInt(mutated.length);
            mutated[at] = (byte) (random.nextBoolean() ? random.nextInt() : mutated[at] ^ 1 << random.nextInt(8));
        }
        return mutated;
    }

    @Test
    public void randomBytesCauseNothingButCodecExceptions() {
        Codec codec = codec();
        List<Sample> samples = samples();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < mutations(); i++) {
            byte[] bytes = new byte[random.nextInt(1, 64)];
            random.nextBytes(bytes);
            Sample sample = samples.get(random.nextInt(samples.size()));
            assertHarmless(codec.of(sample.type()), bytes, "random bytes " + i + " as " + sample.name());
        }
    }

    @Test
    public void bombsTakeNoMemoryForWhatTheyAnnounce() {
        Codec codec = codec();
        List<byte[]> bombs = bombs();
        for (Sample sample : samples()) {
            MessageCodec<Object> message = codec.of(sample.type());
            for (byte[] bomb : bombs) {
                assertHarmless(message, bomb, "bomb as " + sample.name());
            }
        }
    }

    private void assertHarmless(MessageCodec<Object> message, byte[] bytes, String what) {
        long limit = allocationLimit(bytes.length);
        long allocated = allocatedByDecoding(message, bytes, what);
        if (allocated > limit) {
            // The first time on a path also loads classes. What a message takes it takes every time.
            allocated = allocatedByDecoding(message, bytes, what);
        }
        if (allocated > limit) {
            fail(what + " took " + allocated + " bytes: " + shown(bytes));
        }
    }

    private static long allocatedByDecoding(MessageCodec<Object> message, byte[] bytes, String what) {
        return AllocatedBytes.during(() -> {
            try {
                message.decode(bytes, 0, bytes.length);
            } catch (CodecException expected) {
                if (expected.getMessage() == null || expected.getMessage().isEmpty()) {
                    fail(what + ": no message");
                }
            } catch (Throwable e) {
                fail(what + ": " + shown(bytes), e);
            }
        });
    }

    private static String shown(byte[] bytes) {
        return bytes.length + " bytes " + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 256));
    }

    @Test
    public void valuesWithoutEndAreRefused() {
        MessageCodec<Tree> message = codec().of(Tree.class);
        Tree cyclic = new Tree("cyclic", new ArrayList<>());
        cyclic.children().add(cyclic);
        Tree deep = new Tree("leaf", List.of());
        for (int i = 0; i < 100_000; i++) {
            deep = new Tree("node", List.of(deep));
        }
        for (Tree tree : List.of(cyclic, deep)) {
            WireBuffer out = new WireBuffer(16);
            out.limit(64 * MIB);
            assertThatThrownBy(() -> message.encode(tree, out)).isInstanceOf(CodecException.class);
        }
        Tree shallow = CodecSamples.tree(5, 2);
        byte[] bytes = encode(message, shallow);
        assertThat(message.decode(bytes, 0, bytes.length))
                .as("the codec after that")
                .isEqualTo(shallow);
    }

    @Test
    public void overflowOfTheBufferPassesThroughAndTheCallerCanGoOn() {
        Codec codec = codec();
        for (Sample sample : samples()) {
            MessageCodec<Object> message = codec.of(sample.type());
            int length = encode(message, sample.value()).length;
            WireBuffer out = new WireBuffer(0);
            out.putBytes(new byte[] {1, 2, 3});
            for (int room = 0; room < length; room += 1 + length / 50) {
                out.limit(3 + room);
                assertThatThrownBy(() -> message.encode(sample.value(), out))
                        .as("%s in %d of %d bytes", sample.name(), room, length)
                        .isExactlyInstanceOf(WireBuffer.Overflow.class);
                out.position(3);
            }
            out.noLimit();
            message.encode(sample.value(), out);
            assertThat(Arrays.copyOf(out.array(), 3)).containsExactly(1, 2, 3);
            assertSame(sample.value(), message.decode(out.array(), 3, out.position() - 3));
        }
    }

    @Test
    public void aTypeThatCannotBeMappedIsRefusedByName() {
        Class<?> type = unmappableType();
        assertThatThrownBy(() -> codec().of(type))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(type.getSimpleName());
    }

    @Test
    public void manyThreadsShareOneCodec() throws Exception {
        Codec codec = codec();
        MessageCodec<Order> orders = codec.of(Order.class);
        MessageCodec<Tree> trees = codec.of(Tree.class);
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService platform = Executors.newFixedThreadPool(8)) {
            List<Future<Void>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int seed = i;
                Callable<Void> work = () -> useBoth(orders, trees, seed);
                results.add((i % 2 == 0 ? virtual : platform).submit(work));
            }
            for (Future<Void> result : results) {
                result.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static @Nullable Void useBoth(MessageCodec<Order> orders, MessageCodec<Tree> trees, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100; i++) {
            Order order = CodecSamples.order(random);
            byte[] bytes = encode(orders, order);
            assertThat(orders.decode(bytes, 0, bytes.length)).isEqualTo(order);
            Tree tree = CodecSamples.tree(random.nextInt(1, 6), 2);
            byte[] treeBytes = encode(trees, tree);
            assertThat(trees.decode(treeBytes, 0, treeBytes.length)).isEqualTo(tree);
            Thread.yield();
        }
        return null;
    }

    private static <T> byte[] encode(MessageCodec<T> message, @Nullable T value) {
        WireBuffer out = new WireBuffer(1);
        message.encode(value, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] framed(byte[] bytes) {
        byte[] framed = new byte[MARGIN + bytes.length + MARGIN];
        Arrays.fill(framed, (byte) 0x01);
        System.arraycopy(bytes, 0, framed, MARGIN, bytes.length);
        return framed;
    }

    private static void assertSame(Object expected, @Nullable Object actual) {
        if (!Objects.deepEquals(expected, actual)) {
            fail("expected " + expected.getClass() + " " + expected + ", came back as " + actual);
        }
    }
}
