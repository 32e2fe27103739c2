package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Faults of links, and determinism. */
class SimLinkTest {
    private static final int REQUEST = 12;
    private static final int RESPONSE = 7;
    private static final int CALLS = 3;

    /** A server that answers every 12 bytes with 7. */
    private static final class Answering extends Peer {
        private int unanswered;

        Answering(SimRuntime node) {
            super(node);
        }

        @Override
        public void onRead(ByteBuffer in) {
            unanswered += in.remaining();
            super.onRead(in);
            for (; unanswered >= REQUEST; unanswered -= REQUEST) {
                append(new byte[RESPONSE]);
            }
        }

        @Override
        public void onReadEnd() {
            super.onReadEnd();
            stream().requestWrite();
        }

        @Override
        public void onInputEnd() {
            super.onInputEnd();
            stream().close();
        }
    }

    private static Pair conversation(long seed, LinkConfig config) {
        Pair pair = new Pair(seed, config);
        pair.server = new Answering(pair.serverNode);
        return pair;
    }

    private static void talk(Pair pair) {
        pair.world.runUntil(pair.client::isOpen, Duration.ofSeconds(1));
        for (int i = 0; i < CALLS; i++) {
            pair.client.send(SimStreamTest.bytes(REQUEST, i));
            pair.world.runFor(Duration.ofMillis(1));
        }
        pair.world.runUntilIdle();
    }

    @Test
    void cutAtEveryByteDeliversExactlyThePrefixAndResetsBothEnds() {
        for (boolean up : new boolean[] {true, false}) {
            int total = CALLS * (up ? REQUEST : RESPONSE);
            for (int at = 0; at <= total; at++) {
                Pair pair = conversation(at, LinkConfig.DEFAULT.withBuffers(10, 10));
                int offset = at;
                pair.world.onLink(link -> {
                    pair.links.add(link);
                    (up ? link.up() : link.down()).cutAfter(offset);
                });
                pair.start();
                talk(pair);
                Peer reader = up ? pair.server : pair.client;
                assertThat(reader.input()).hasSize(at);
                assertThat(pair.client.cause).isInstanceOf(IOException.class);
                assertThat(pair.server.cause).isInstanceOf(IOException.class);
                assertThat(pair.client.events.getLast()).isEqualTo("closed");
                assertThat(pair.server.events.getLast()).isEqualTo("closed");
                assertThat(pair.clientNode.streams() + pair.serverNode.streams())
                        .isZero();
                assertThat(pair.world.errors()).isEmpty();
            }
        }
    }

    @Test
    void endAtEveryByteDeliversExactlyThePrefixAndThenTheEnd() {
        for (int at = 0; at <= CALLS * REQUEST; at++) {
            Pair pair = conversation(at, LinkConfig.DEFAULT);
            int offset = at;
            pair.world.onLink(link -> link.up().endAfter(offset));
            pair.start();
            talk(pair);
            assertThat(pair.server.input()).hasSize(at);
            assertThat(pair.server.inputEnded).isTrue();
            assertThat(pair.server.cause).isNull();
            assertThat(pair.world.errors()).isEmpty();
        }
    }

    @Test
    void segmentsEndWhereTheScriptSays() {
        List<Integer> reads = new ArrayList<>();
        Pair pair = new Pair(1, LinkConfig.DEFAULT);
        pair.server = new Peer(pair.serverNode) {
            @Override
            public void onRead(ByteBuffer in) {
                reads.add(in.remaining());
                super.onRead(in);
            }
        };
        pair.world.onLink(link -> link.up().segmentAt(3, 4, 20));
        pair.start();
        pair.world.runUntil(pair.server::isOpen, Duration.ofSeconds(1));
        pair.server.stream().pauseReading();
        pair.client.send(new byte[50]);
        pair.world.runUntilIdle();
        pair.server.stream().resumeReading();
        pair.world.runUntilIdle();
        assertThat(reads).containsExactly(0, 3, 1, 16, 30);
    }

    @Test
    void slowReaderHoldsAtMostTheBuffersAndTheWriterWaits() {
        for (int seed = 0; seed < 50; seed++) {
            Pair pair = new Pair(seed, LinkConfig.DEFAULT.withBuffers(300, 200)).connect();
            pair.server.stream().pauseReading();
            pair.client.send(new byte[10_000]);
            pair.world.runFor(Duration.ofSeconds(10));
            assertThat(pair.client.written).isEqualTo(500);
            pair.server.stream().resumeReading();
            pair.world.runUntilIdle();
            assertThat(pair.client.written).isEqualTo(10_000);
            assertThat(pair.server.input()).hasSize(10_000);
            assertThat(pair.link().up().mostHeld()).isEqualTo(500);
        }
    }

    @Test
    void bandwidthBoundsTheRate() {
        LinkConfig slow = LinkConfig.STEADY.withBandwidth(1_000).withLatency(Duration.ofMillis(100));
        Pair pair = new Pair(1, slow).connect();
        Duration start = pair.world.elapsed();
        pair.client.send(new byte[2_000]);
        pair.world.runUntilIdle();
        assertThat(pair.server.input()).hasSize(2_000);
        assertThat(pair.world.elapsed().minus(start)).isBetween(Duration.ofMillis(2_100), Duration.ofMillis(2_110));
    }

    @Test
    void blackHoleIsSilentAndHealingDeliversAll() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT).connect();
        pair.link().blackHole();
        pair.client.send(SimStreamTest.bytes(100, 1));
        pair.server.stream().close();
        pair.world.runFor(Duration.ofHours(1));
        assertThat(pair.client.inputEnded || pair.client.closed).isFalse();
        pair.link().heal();
        pair.world.runUntilIdle();
        assertThat(pair.client.closed || pair.client.inputEnded).isTrue();
    }

    @Test
    void partitionStopsOneDirectionAndHealingDeliversAll() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT).connect();
        pair.world.partition(pair.clientNode, pair.serverNode);
        pair.client.send(SimStreamTest.bytes(100, 1));
        pair.server.send(SimStreamTest.bytes(50, 2));
        pair.world.runFor(Duration.ofMinutes(1));
        assertThat(pair.server.input()).isEmpty();
        assertThat(pair.client.input()).hasSize(50);
        pair.world.heal(pair.clientNode, pair.serverNode);
        pair.world.runUntilIdle();
        assertThat(pair.server.input()).isEqualTo(SimStreamTest.bytes(100, 1));
    }

    @Test
    void pausedNodeReadsLateWhileItsKernelTakesBytes() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT).connect();
        pair.clientNode.pause();
        pair.server.send(SimStreamTest.bytes(1_000, 1));
        pair.world.runFor(Duration.ofSeconds(25));
        assertThat(pair.server.written).isEqualTo(1_000);
        assertThat(pair.client.input()).isEmpty();
        pair.clientNode.resume();
        pair.world.runUntilIdle();
        assertThat(pair.client.input()).isEqualTo(SimStreamTest.bytes(1_000, 1));
        assertThat(pair.world.elapsed()).isLessThan(Duration.ofMillis(25_100));
        assertThat(pair.world.errors()).isEmpty();
    }

    @Test
    void recordHasAllBytesThatTheKernelTook() {
        Pair pair = conversation(5, LinkConfig.DEFAULT);
        pair.world.onLink(link -> {
            link.up().record();
            pair.links.add(link);
        });
        pair.start();
        talk(pair);
        byte[] first = Arrays.copyOf(pair.link().up().recorded(), REQUEST);
        assertThat(pair.link().up().recorded()).hasSize(CALLS * REQUEST).isEqualTo(pair.server.input());
        assertThat(first).isEqualTo(SimStreamTest.bytes(REQUEST, 0));
        assertThat(pair.link().up().taken()).isEqualTo(CALLS * REQUEST);
        assertThat(pair.link().up().read()).isEqualTo(CALLS * REQUEST);
    }

    @Test
    void sameSeedGivesTheSameTraceAndAnotherSeedAnother() {
        Set<Long> hashes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            long hash = hashOfAConversation(seed);
            assertThat(hashOfAConversation(seed)).isEqualTo(hash);
            hashes.add(hash);
        }
        assertThat(hashes).hasSize(50);
    }

    private static long hashOfAConversation(long seed) {
        Pair pair = conversation(seed, LinkConfig.DEFAULT.withBuffers(20, 10)).start();
        talk(pair);
        return pair.world.traceHash();
    }

    @Test
    void oneByteMoreChangesTheTrace() {
        Pair one = new Pair(1, LinkConfig.DEFAULT).connect();
        Pair two = new Pair(1, LinkConfig.DEFAULT).connect();
        assertThat(one.world.traceHash()).isEqualTo(two.world.traceHash());
        one.client.send(new byte[10]);
        two.client.send(new byte[11]);
        one.world.runUntilIdle();
        two.world.runUntilIdle();
        assertThat(one.world.traceHash()).isNotEqualTo(two.world.traceHash());
    }

    @Test
    void resetInTheMiddleIsHeardOnceAtBothEnds() {
        for (int seed = 0; seed < 200; seed++) {
            Pair pair = new Pair(seed, LinkConfig.DEFAULT.withBuffers(100, 50)).connect();
            pair.client.send(new byte[5_000]);
            pair.server.send(new byte[5_000]);
            pair.world.runFor(Duration.ofNanos(seed * 20_000L));
            pair.link().reset();
            pair.world.runUntilIdle();
            assertThat(pair.client.count("closed")).isEqualTo(1);
            assertThat(pair.server.count("closed")).isEqualTo(1);
            assertThat(pair.client.cause).isInstanceOf(IOException.class);
            assertThat(pair.client.input().length).isLessThan(5_000);
            assertThat(pair.link().isOpen()).isFalse();
            assertThat(pair.world.errors()).isEmpty();
        }
    }
}
