package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecProvider;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

class MsgpackCodecProviderTest {
    record Tree(String name, List<Tree> children) {}

    sealed interface Either permits Left, Right {}

    record Left(Tree tree, List<Either> more) implements Either {}

    record Right(Either other) implements Either {}

    @Test
    void providerIsFoundAndMakesFormatZero() {
        CodecProvider provider = ServiceLoader.load(CodecProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("msgpack"))
                .findFirst()
                .orElseThrow();
        assertThat(provider.usableByPresence()).isTrue();
        assertThat(provider.unavailableReason()).isNull();
        Codec codec = provider.create();
        assertThat(codec.formatId()).isZero();
        assertThat(codec.name()).isEqualTo("msgpack");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1025})
    void depthOutOfRangeIsRefused(int depth) {
        assertThatThrownBy(() -> MsgpackConfig.builder().maxDepth(depth).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDepth is " + depth + ", it must be 1 to 1024");
    }

    @Test
    void typeIsCompiledOnceHoweverManyThreadsAsk() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 20; round++) {
                Codec codec = new MsgpackCodecProvider().create();
                Set<MessageCodec<?>> seen = ConcurrentHashMap.newKeySet();
                CyclicBarrier start = new CyclicBarrier(8);
                List<Future<?>> done = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Class<?> first = i % 2 == 0 ? Either.class : Left.class;
                    Callable<Object> work = () -> {
                        start.await(10, TimeUnit.SECONDS);
                        codec.of(first);
                        seen.add(codec.of(Either.class));
                        return roundTrip(codec);
                    };
                    done.add(threads.submit(work));
                }
                for (Future<?> each : done) {
                    assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(value());
                }
                assertThat(seen).hasSize(1);
            }
        }
    }

    private static Either value() {
        Tree tree = new Tree("root", List.of(new Tree("leaf", List.of())));
        return new Right(new Left(tree, List.of(new Right(new Left(tree, List.of())))));
    }

    private static Object roundTrip(Codec codec) {
        Object read = null;
        for (int i = 0; i < 200; i++) {
            byte[] message = Messages.encode(codec, Either.class, value());
            read = Messages.decode(codec, Either.class, message);
        }
        return read;
    }

    record Outer(Carrier carrier) {}

    /** A record whose constructor and accessor use the codec themselves, in the middle of a message. */
    record Carrier(byte[] message) {
        Carrier {
            Object read = Messages.decode(Messages.CODEC, String.class, message);
            if (!read.equals("inside")) {
                throw new IllegalArgumentException("other text");
            }
        }

        @Override
        public byte[] message() {
            WireBuffer out = new WireBuffer(8);
            Messages.CODEC.of(String.class).encode("inside", out);
            return Arrays.copyOf(out.array(), out.position());
        }
    }

    @Test
    void codecMayBeUsedWithinItself() {
        Carrier carrier = new Carrier(Messages.encode(Messages.CODEC, String.class, "inside"));
        byte[] message = Messages.encode(Messages.CODEC, Outer.class, new Outer(carrier));
        Outer read = Messages.decode(Messages.CODEC, Outer.class, message);
        assertThat(read.carrier().message()).isEqualTo(carrier.message());
    }

    @Test
    void decodedValueKeepsNothingOfTheMessage() {
        byte[] message = Messages.encode(Messages.CODEC, byte[].class, new byte[] {1, 2, 3});
        byte[] read = Messages.decode(Messages.CODEC, byte[].class, message);
        Arrays.fill(message, (byte) 9);
        assertThat(read).containsExactly(1, 2, 3);
    }
}
