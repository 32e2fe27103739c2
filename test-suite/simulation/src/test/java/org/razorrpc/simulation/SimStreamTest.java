package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Javadoc of ByteStream and ByteStreamHandler promises. */
class SimStreamTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytesArriveWholeAndInOrderWhateverTheSeed() {
        for (int seed = 0; seed < 300; seed++) {
            Pair pair = new Pair(seed, LinkConfig.DEFAULT.withBuffers(1000, 700)).connect();
            byte[] up = bytes(20_000, seed);
            byte[] down = bytes(5_000, -seed);
            SplittableRandom random = new SplittableRandom(seed);
            for (int from = 0; from < up.length; ) {
                int to = Math.min(up.length, from + 1 + random.nextInt(3_000));
                pair.client.append(Arrays.copyOfRange(up, from, to));
                if (random.nextBoolean()) {
                    pair.client.stream().writeNow();
                } else {
                    pair.client.stream().requestWrite();
                }
                pair.world.runFor(Duration.ofNanos(random.nextInt(1_000_000)));
                from = to;
            }
            pair.server.send(down);
            pair.world.runUntilIdle();
            assertThat(pair.server.input()).isEqualTo(up);
            assertThat(pair.client.input()).isEqualTo(down);
            assertThat(pair.client.written).isEqualTo(up.length);
            assertThat(pair.world.errors()).isEmpty();
        }
    }

    @Test
    void nextPullWaitsForTheWholeLastBatch() {
        Pair pair = new Pair(1, LinkConfig.STEADY.withBuffers(100, 100)).connect();
        pair.server.stream().pauseReading();
        pair.client.send(bytes(250, 1));
        pair.world.runUntilIdle();
        assertThat(pair.client.written).isEqualTo(200);
        pair.client.send(bytes(10, 2));
        pair.world.runFor(SECOND);
        assertThat(pair.client.pulls).containsExactly(250);
        pair.server.stream().resumeReading();
        pair.world.runUntilIdle();
        assertThat(pair.client.pulls.subList(0, 2)).containsExactly(250, 10);
        assertThat(pair.server.input()).hasSize(260);
        assertThat(pair.link().up().mostHeld()).isEqualTo(200);
    }

    @Test
    void appendAfterThePullAsksAgain() {
        Pair pair = new Pair(1, LinkConfig.STEADY).connect();
        for (int i = 0; i < 50; i++) {
            pair.client.send(new byte[] {(byte) i});
            pair.client.stream().requestWrite();
            pair.world.runFor(Duration.ofNanos(1_000));
        }
        pair.world.runUntilIdle();
        assertThat(pair.server.input()).hasSize(50);
        assertThat(pair.client.pulls.size()).isGreaterThan(5);
    }

    @Test
    void writeNowPullsAtOnceOrLaterAndNeverWithinAPull() {
        int atOnce = 0;
        for (int seed = 0; seed < 50; seed++) {
            Pair pair = new Pair(seed, LinkConfig.STEADY);
            pair.client = new Peer(pair.clientNode) {
                @Override
                void afterWritten() {
                    if (written < 30) {
                        append(new byte[10]);
                        stream().writeNow();
                    }
                }
            };
            pair.connect();
            pair.client.append(new byte[10]);
            pair.client.stream().writeNow();
            atOnce += pair.client.pulls.isEmpty() ? 0 : 1;
            pair.world.runUntilIdle();
            assertThat(pair.server.input()).hasSize(30);
            assertThat(pair.world.errors()).isEmpty();
        }
        assertThat(atOnce).isBetween(5, 45);
    }

    @Test
    void readTargetIsFilledFirstAndTheRestFollows() {
        for (int seed = 0; seed < 100; seed++) {
            ByteBuffer blob = seed % 2 == 0 ? ByteBuffer.allocate(500) : ByteBuffer.allocateDirect(500);
            List<Integer> counts = new ArrayList<>();
            Pair pair = new Pair(seed, LinkConfig.DEFAULT);
            pair.server = new Peer(pair.serverNode) {
                @Override
                public ByteBuffer readTarget() {
                    return blob;
                }

                @Override
                public void onTargetRead(int count) {
                    super.onTargetRead(count);
                    counts.add(count);
                    assertThat(blob.position())
                            .isEqualTo(
                                    counts.stream().mapToInt(Integer::intValue).sum());
                }
            };
            pair.connect();
            byte[] sent = bytes(800, seed);
            pair.client.send(sent);
            pair.world.runUntilIdle();
            byte[] inBlob = new byte[500];
            blob.flip().get(inBlob);
            assertThat(inBlob).isEqualTo(Arrays.copyOf(sent, 500));
            assertThat(pair.server.input()).isEqualTo(Arrays.copyOfRange(sent, 500, 800));
            assertThat(counts).doesNotContain(0);
            assertThat(pair.world.errors()).isEmpty();
        }
    }

    @Test
    void pauseInOnTargetReadHoldsBackTheRestOfTheRead() {
        Pair pair = new Pair(1, LinkConfig.STEADY);
        ByteBuffer blob = ByteBuffer.allocate(10);
        pair.server = new Peer(pair.serverNode) {
            @Override
            public @Nullable ByteBuffer readTarget() {
                return blob.hasRemaining() ? blob : null;
            }

            @Override
            public void onTargetRead(int count) {
                super.onTargetRead(count);
                stream().pauseReading();
            }
        };
        pair.connect();
        pair.client.send(new byte[25]);
        pair.world.runUntilIdle();
        assertThat(pair.server.events).doesNotContain("read").contains("targetRead", "readEnd");
        pair.server.stream().resumeReading();
        pair.world.runUntilIdle();
        assertThat(pair.server.input()).hasSize(15);
    }

    @Test
    void pausedStreamIsNotReadAndResumeBeginsWithAnEmptyRead() {
        List<Integer> reads = new ArrayList<>();
        Pair pair = new Pair(1, LinkConfig.STEADY);
        pair.server = new Peer(pair.serverNode) {
            @Override
            public void onRead(ByteBuffer in) {
                reads.add(in.remaining());
                super.onRead(in);
            }
        };
        pair.connect();
        pair.server.stream().resumeReading();
        pair.server.stream().pauseReading();
        pair.server.stream().pauseReading();
        pair.client.send(new byte[40]);
        pair.world.runFor(SECOND);
        assertThat(reads).isEmpty();
        pair.server.stream().resumeReading();
        pair.server.stream().resumeReading();
        pair.world.runUntilIdle();
        assertThat(reads).containsExactly(0, 40);
        pair.server.stream().pauseReading();
        pair.server.stream().resumeReading();
        pair.world.runUntilIdle();
        assertThat(reads).containsExactly(0, 40, 0);
        assertThat(pair.server.events.getLast()).isEqualTo("readEnd");
    }

    @Test
    void pauseInOnReadHoldsFromTheNextCallbackOn() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT.withMaxRead(1));
        pair.server = new Peer(pair.serverNode) {
            @Override
            public void onRead(ByteBuffer in) {
                super.onRead(in);
                stream().pauseReading();
            }
        };
        pair.connect();
        pair.client.send(new byte[5]);
        pair.world.runFor(SECOND);
        assertThat(pair.server.count("read")).isEqualTo(1);
        assertThat(pair.server.count("readEnd")).isEqualTo(1);
    }

    @Test
    void buffersOfReadsAreHeapBuffersAndOverwrittenAfterwards() {
        List<ByteBuffer> kept = new ArrayList<>();
        Pair pair = new Pair(1, LinkConfig.STEADY);
        pair.server = new Peer(pair.serverNode) {
            @Override
            public void onRead(ByteBuffer in) {
                kept.add(in.duplicate());
                super.onRead(in);
            }
        };
        pair.connect();
        pair.client.send(bytes(100, 1));
        pair.world.runUntilIdle();
        assertThat(pair.server.input()).isEqualTo(bytes(100, 1));
        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().get(50)).isEqualTo((byte) 0xdb);
    }

    @Test
    void handlerThatLeavesBytesIsClosed() {
        Pair pair = new Pair(1, LinkConfig.STEADY);
        pair.server = new Peer(pair.serverNode) {
            @Override
            public void onRead(ByteBuffer in) {
                in.get();
            }
        };
        pair.connect();
        pair.client.send(new byte[5]);
        pair.world.runUntilIdle();
        assertThat(pair.server.cause).hasMessage("onRead left 4 of 5 bytes");
        assertThat(pair.world.errors()).containsExactly(pair.server.cause);
    }

    @Test
    void halfCloseSendsWhatIsLeftAndLeavesTheWayBackOpen() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT.withBuffers(50, 50)).connect();
        pair.client.append(bytes(500, 1));
        pair.client.stream().shutdownOutput();
        pair.client.stream().shutdownOutput();
        pair.world.runUntilIdle();
        assertThat(pair.server.input()).isEqualTo(bytes(500, 1));
        assertThat(pair.server.events.getLast()).isEqualTo("inputEnd");
        pair.server.send(bytes(300, 2));
        pair.client.send(bytes(10, 3));
        pair.world.runUntilIdle();
        assertThat(pair.client.input()).isEqualTo(bytes(300, 2));
        assertThat(pair.server.input()).hasSize(500);
        pair.server.stream().close();
        pair.client.stream().close();
        pair.world.runUntilIdle();
        assertThat(pair.client.cause).isNull();
        assertThat(pair.server.cause).isNull();
        assertThat(pair.link().isOpen()).isFalse();
        assertThat(pair.world.errors()).isEmpty();
    }

    @Test
    void closeIsHeardOnceAndLosesWhatWasNotWritten() {
        Pair pair = new Pair(1, LinkConfig.STEADY).connect();
        pair.client.send(new byte[5]);
        pair.world.runUntilIdle();
        pair.client.send(new byte[7]);
        pair.client.stream().close();
        pair.client.stream().close();
        assertThat(pair.client.closed).isFalse();
        pair.world.runUntilIdle();
        assertThat(pair.client.count("closed")).isEqualTo(1);
        assertThat(pair.client.cause).isNull();
        assertThat(pair.server.input()).hasSize(5);
        assertThat(pair.server.inputEnded).isTrue();
        pair.client.stream().requestWrite();
        pair.client.stream().writeNow();
        pair.client.stream().resumeReading();
        pair.client.stream().shutdownOutput();
        pair.world.runUntilIdle();
        assertThat(pair.world.errors()).isEmpty();
    }

    @Test
    void closeWithUnreadInputResetsThePeerAndMayDestroyWhatItHasNotRead() {
        int destroyed = 0;
        for (int seed = 0; seed < 40; seed++) {
            Pair pair = new Pair(seed, LinkConfig.STEADY).connect();
            pair.client.stream().pauseReading();
            pair.server.send(new byte[100]);
            pair.world.runUntilIdle();
            pair.server.stream().pauseReading();
            pair.client.send(new byte[10]);
            pair.world.runUntilIdle();
            pair.client.stream().resumeReading();
            pair.client.stream().pauseReading();
            pair.server.stream().close();
            pair.world.runUntilIdle();
            pair.client.stream().resumeReading();
            pair.world.runUntilIdle();
            assertThat(pair.client.cause).isInstanceOf(IOException.class).hasMessageContaining("reset");
            assertThat(pair.client.inputEnded).isFalse();
            destroyed += pair.client.input().length == 100 ? 0 : 1;
        }
        assertThat(destroyed).isBetween(5, 38);
    }

    @Test
    void writingToAPeerThatHasClosedEndsInAReset() {
        Pair pair = new Pair(1, LinkConfig.STEADY).connect();
        pair.server.stream().close();
        pair.world.runUntilIdle();
        assertThat(pair.client.inputEnded).isTrue();
        pair.client.send(new byte[5]);
        pair.world.runUntilIdle();
        assertThat(pair.client.cause).isInstanceOf(IOException.class);
        assertThat(pair.clientNode.streams() + pair.serverNode.streams()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pull", "onWritten", "readTarget", "onTargetRead", "onRead", "onReadEnd", "onInputEnd"})
    void handlerThatThrowsIsClosedWithWhatItThrew(String where) {
        for (int seed = 0; seed < 20; seed++) {
            Pair pair = new Pair(seed, LinkConfig.DEFAULT);
            Thrower thrower = new Thrower(pair.serverNode, where);
            pair.server = thrower;
            pair.connect();
            pair.client.send(new byte[50]);
            pair.client.stream().shutdownOutput();
            pair.server.send(new byte[50]);
            pair.world.runUntilIdle();
            assertThat(pair.server.closed).isTrue();
            assertThat(pair.server.cause).isSameAs(thrower.failure);
            assertThat(pair.world.errors()).containsExactly(thrower.failure);
            assertThat(pair.server.events.getLast()).isEqualTo("closed");
            assertThat(pair.client.inputEnded || pair.client.closed).isTrue();
        }
    }

    /** Throws in one of its callbacks. */
    private static final class Thrower extends Peer {
        private final String where;
        final Error failure = new AssertionError("thrown on purpose");

        Thrower(SimRuntime node, String where) {
            super(node);
            this.where = where;
        }

        private void reached(String callback) {
            if (callback.equals(where)) {
                throw failure;
            }
        }

        @Override
        public void pull(Consumer<ByteBuffer> batch) {
            super.pull(batch);
            reached("pull");
        }

        @Override
        public void onWritten(long count) {
            super.onWritten(count);
            reached("onWritten");
        }

        @Override
        public @Nullable ByteBuffer readTarget() {
            reached("readTarget");
            return where.equals("onTargetRead") ? ByteBuffer.allocate(100) : null;
        }

        @Override
        public void onTargetRead(int count) {
            reached("onTargetRead");
        }

        @Override
        public void onRead(ByteBuffer in) {
            super.onRead(in);
            reached("onRead");
        }

        @Override
        public void onReadEnd() {
            super.onReadEnd();
            reached("onReadEnd");
        }

        @Override
        public void onInputEnd() {
            super.onInputEnd();
            reached("onInputEnd");
        }
    }

    @Test
    void handlerThatThrowsInOpenedOrOnClosedHarmsNobodyElse() {
        Supplier<Error> bug = () -> new AssertionError("thrown on purpose");
        Pair pair = new Pair(1, LinkConfig.DEFAULT);
        pair.server = new Peer(pair.serverNode) {
            @Override
            public void onClosed(@Nullable Throwable newCause) {
                super.onClosed(newCause);
                throw bug.get();
            }
        };
        Pair.listen(pair.serverNode, Pair.ADDRESS, stream -> pair.server.on(stream));
        Pair.connect(pair.clientNode, Pair.ADDRESS, new Pair.Opener(stream -> {
            throw bug.get();
        }));
        pair.world.runUntilIdle();
        assertThat(pair.server.inputEnded).isTrue();
        assertThat(pair.clientNode.streams()).isZero();
        pair.server.stream().close();
        pair.world.runUntilIdle();
        assertThat(pair.world.errors()).hasSize(2);
        assertThat(pair.serverNode.streams()).isZero();
    }

    @Test
    void streamMayBeUsedAndClosedWithinOpened() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT);
        Pair.listen(pair.serverNode, Pair.ADDRESS, stream -> pair.server.on(stream));
        Pair.connect(pair.clientNode, Pair.ADDRESS, new Pair.Opener(stream -> {
            pair.client.append(new byte[3]);
            stream.writeNow();
            stream.requestWrite();
            return pair.client.on(stream);
        }));
        pair.world.runUntilIdle();
        assertThat(pair.server.input()).hasSize(3);

        Peer hasty = new Peer(pair.clientNode);
        pair.server = new Peer(pair.serverNode);
        Pair.connect(pair.clientNode, Pair.ADDRESS, new Pair.Opener(stream -> {
            stream.close();
            return hasty.on(stream);
        }));
        pair.world.runUntilIdle();
        assertThat(hasty.events).containsExactly("closed");
    }
}
