package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.SocketOptions;

class SimRuntimeTest {
    private final SimWorld world = new SimWorld(1);
    private final SimRuntime node = world.node("node");
    private final SimRuntime other = world.node("other");

    @Test
    void timersFireOnceInOrderAndNeverEarly() {
        List<String> fired = new ArrayList<>();
        long start = node.nanoTime();
        node.schedule(2_000_000_000L, () -> fired.add("second"));
        node.schedule(1_000_000_000L, () -> {
            assertThat(node.nanoTime() - start).isBetween(1_000_000_000L, 1_001_000_000L);
            fired.add("first");
        });
        world.runFor(Duration.ofNanos(999_999_999));
        assertThat(fired).isEmpty();
        world.runFor(Duration.ofSeconds(5));
        assertThat(fired).containsExactly("first", "second");
        assertThat(node.timers()).isZero();
        assertThat(world.errors()).isEmpty();
    }

    @Test
    void cancelledTimerDoesNotFire() {
        List<String> fired = new ArrayList<>();
        Cancellable timer = node.schedule(1000, () -> fired.add("timer"));
        timer.cancel();
        timer.cancel();
        world.runFor(Duration.ofSeconds(1));
        assertThat(fired).isEmpty();
        assertThat(node.timers()).isZero();
    }

    @Test
    void endlessDelayDoesNotFireAndOverflowsNothing() {
        node.schedule(Long.MAX_VALUE, () -> {
            throw new AssertionError("fired");
        });
        world.runFor(Duration.ofDays(1));
        assertThat(world.errors()).isEmpty();
        assertThat(node.timers()).isEqualTo(1);
    }

    @Test
    void clocksStartAnywhereAndSomeOverflow() {
        boolean overflowed = false;
        for (int seed = 0; seed < 20; seed++) {
            SimRuntime one = new SimWorld(seed).node("clock");
            overflowed |= one.nanoTime() > 0 && one.nanoTime() + 60_000_000_000L < 0;
        }
        assertThat(overflowed).isTrue();
        assertThat(node.nanoTime()).isNotEqualTo(other.nanoTime());
    }

    @Test
    void tasksRunLaterInAnOrderThatTheSeedDecides() {
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            SimWorld some = new SimWorld(seed);
            SimRuntime runtime = some.node("node");
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int task = i;
                runtime.execute(() -> order.add(task));
            }
            assertThat(order).isEmpty();
            some.runUntilIdle();
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            orders.add(order);
        }
        assertThat(orders.size()).isGreaterThan(1);
    }

    @Test
    void eventsOfTheSameTimeComeInAnOrderThatTheSeedDecides() {
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            assertThat(orderAtOneTime(seed)).isEqualTo(orderAtOneTime(seed));
            orders.add(orderAtOneTime(seed));
        }
        assertThat(orders).hasSize(10);
    }

    private static List<Integer> orderAtOneTime(int seed) {
        SimWorld some = new SimWorld(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int event = i;
            some.after(Duration.ofSeconds(1), () -> order.add(event));
        }
        some.runFor(Duration.ofSeconds(1));
        assertThat(order).hasSize(20);
        return order;
    }

    @Test
    void taskThatThrowsIsReportedAndTheWorldGoesOn() {
        AssertionError failure = new AssertionError("a bug");
        List<String> ran = new ArrayList<>();
        node.execute(() -> {
            throw failure;
        });
        node.schedule(1_000_000, () -> ran.add("timer"));
        world.runFor(Duration.ofSeconds(1));
        assertThat(world.errors()).containsExactly(failure);
        assertThat(ran).containsExactly("timer");
    }

    @Test
    void pausedNodeDoesEverythingAfterResume() {
        List<String> ran = new ArrayList<>();
        node.pause();
        node.execute(() -> ran.add("task"));
        node.schedule(1_000_000, () -> ran.add("timer"));
        other.schedule(1_000_000, () -> ran.add("other"));
        world.runFor(Duration.ofSeconds(25));
        assertThat(ran).containsExactly("other");
        node.resume();
        world.runUntilIdle();
        world.runFor(Duration.ofNanos(1));
        assertThat(ran).containsExactlyInAnyOrder("other", "task", "timer");
        assertThat(world.elapsed()).isLessThan(Duration.ofMillis(25_001));
    }

    @Test
    void closedRuntimeRefusesAndFiresNothing() {
        List<String> ran = new ArrayList<>();
        Pair.Opener late = new Pair.Opener(stream -> null);
        Pair.Opener under = new Pair.Opener(stream -> null);
        node.schedule(1_000_000, () -> ran.add("timer"));
        node.connect(Pair.to(Pair.ADDRESS), under);
        node.close();
        node.close();
        node.schedule(1_000_000, () -> ran.add("late timer"));
        node.connect(Pair.to(Pair.ADDRESS), late);
        world.runFor(Duration.ofSeconds(1));
        assertThat(ran).isEmpty();
        assertThat(under.failed).isEqualTo(1);
        assertThat(late.failed).isEqualTo(1);
        assertThatThrownBy(() -> node.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> node.listen(config(Pair.ADDRESS), stream -> null))
                .isInstanceOf(IOException.class);
    }

    @Test
    void secondThreadIsRefused() {
        CompletableFuture<Void> entered = CompletableFuture.runAsync(() -> node.execute(() -> {}), command -> {
            Thread thread = new Thread(command);
            thread.start();
        });
        assertThatThrownBy(entered::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void conditionThatNeverHoldsIsAnErrorWithTheSeed() {
        assertThatThrownBy(() -> world.runUntil(() -> false, Duration.ofSeconds(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("seed 1");
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void connectTakesARoundTripAndAcceptHalfMore() {
        world.links(LinkConfig.STEADY.withLatency(Duration.ofMillis(10)));
        List<Duration> accepted = new ArrayList<>();
        Pair.listen(other, Pair.ADDRESS, stream -> {
            accepted.add(world.elapsed());
            return new Peer(other).on(stream);
        });
        Pair.Opener opener = Pair.connect(node, Pair.ADDRESS, new Pair.Opener(stream -> new Peer(node).on(stream)));
        world.runUntil(opener::isOver, Duration.ofSeconds(1));
        assertThat(opener.opened).isEqualTo(1);
        assertThat(world.elapsed()).isBetween(Duration.ofMillis(20), Duration.ofMillis(21));
        assertThat(accepted).isEmpty();
        world.runUntil(() -> !accepted.isEmpty(), Duration.ofSeconds(1));
        assertThat(world.elapsed()).isBetween(Duration.ofMillis(30), Duration.ofMillis(31));
    }

    @Test
    void connectionIsRefusedWhereNobodyListens() {
        Pair.Opener opener = Pair.connect(node, Pair.ADDRESS, new Pair.Opener(stream -> null));
        assertThat(opener.isOver()).isFalse();
        world.runUntil(opener::isOver, Duration.ofSeconds(1));
        assertThat(opener.failed).isEqualTo(1);
        assertThat(opener.cause).isInstanceOf(ConnectException.class).hasMessageContaining("7000");
        world.runFor(Duration.ofSeconds(60));
        assertThat(opener.opened + opener.failed).isEqualTo(1);
        assertThat(node.timers()).isZero();
    }

    @Test
    void connectTimesOutInAPartitionOfEitherDirection() {
        for (boolean there : new boolean[] {true, false}) {
            Pair pair = new Pair(3, LinkConfig.DEFAULT);
            Pair.listen(pair.serverNode, Pair.ADDRESS, stream -> pair.server.on(stream));
            pair.world.partition(there ? pair.clientNode : pair.serverNode, there ? pair.serverNode : pair.clientNode);
            Pair.Opener opener = Pair.connect(pair.clientNode, Pair.ADDRESS, new Pair.Opener(stream -> null));
            pair.world.runFor(Duration.ofMillis(9_999));
            assertThat(opener.isOver()).isFalse();
            pair.world.runFor(Duration.ofSeconds(60));
            assertThat(opener.failed).isEqualTo(1);
            assertThat(opener.cause).isInstanceOf(SocketTimeoutException.class).hasMessageContaining("7000");
            assertThat(pair.serverNode.streams() + pair.clientNode.streams()).isZero();
        }
    }

    @Test
    void connectThatWasLostIsTriedAgainWhenThePartitionHeals() {
        Pair pair = new Pair(4, LinkConfig.DEFAULT);
        pair.world.partition(pair.clientNode, pair.serverNode);
        pair.world.after(Duration.ofSeconds(2), () -> pair.world.heal(pair.clientNode, pair.serverNode));
        pair.start();
        pair.world.runUntil(() -> pair.client.isOpen() && pair.server.isOpen(), Duration.ofSeconds(4));
        assertThat(pair.world.elapsed()).isGreaterThan(Duration.ofSeconds(2));
        pair.world.runFor(Duration.ofSeconds(30));
        assertThat(pair.links).hasSize(1);
    }

    @Test
    void cancelledConnectFailsOnceAndLeavesNothing() {
        for (int micros = 0; micros < 3_000; micros += 50) {
            Pair pair = new Pair(micros, LinkConfig.DEFAULT);
            Pair.listen(pair.serverNode, Pair.ADDRESS, stream -> pair.server.on(stream));
            Pair.Opener opener = new Pair.Opener(stream -> pair.client.on(stream));
            Cancellable attempt = pair.clientNode.connect(Pair.to(Pair.ADDRESS), opener);
            pair.world.runFor(Duration.ofNanos(micros * 1000L));
            boolean wasOver = opener.isOver();
            attempt.cancel();
            attempt.cancel();
            pair.world.runUntilIdle();
            assertThat(opener.opened + opener.failed).isEqualTo(1);
            assertThat(opener.opened).isEqualTo(wasOver ? 1 : 0);
            assertThat(pair.clientNode.streams()).isEqualTo(opener.opened);
            assertThat(pair.serverNode.streams()).isEqualTo(opener.opened);
            assertThat(pair.world.errors()).isEmpty();
        }
    }

    @Test
    void connectionThatTheKernelMadeForACancelledConnectIsGone() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT);
        Pair.listen(pair.serverNode, Pair.ADDRESS, stream -> pair.server.on(stream));
        Pair.Opener opener = new Pair.Opener(stream -> pair.client.on(stream));
        Cancellable attempt = pair.clientNode.connect(Pair.to(Pair.ADDRESS), opener);
        pair.clientNode.pause();
        pair.world.runUntil(pair.server::isOpen, Duration.ofSeconds(1));
        attempt.cancel();
        pair.clientNode.resume();
        pair.world.runUntilIdle();
        assertThat(opener.failed).isEqualTo(1);
        assertThat(opener.opened).isZero();
        assertThat(pair.server.cause).isInstanceOf(IOException.class);
        assertThat(pair.clientNode.streams() + pair.serverNode.streams()).isZero();
    }

    @Test
    void portZeroPicksAFreePortAndTheListenerSaysWhich() {
        Set<String> addresses = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            Listener listener = Pair.listen(node, new InetSocketAddress("127.0.0.1", 0), stream -> null);
            assertThat(listener.address()).matches("tcp://127\\.0\\.0\\.1:[1-9][0-9]+");
            addresses.add(listener.address());
        }
        assertThat(addresses).hasSize(5);
    }

    @Test
    void addressIsListenedOnByOneUntilClosed() throws IOException {
        SocketAddress path = UnixDomainSocketAddress.of("/run/some.sock");
        Listener first = Pair.listen(node, path, stream -> null);
        assertThat(first.address()).isEqualTo("unix:///run/some.sock");
        assertThatThrownBy(() -> other.listen(config(path), stream -> null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/run/some.sock");
        first.close();
        first.close();
        other.listen(config(path), stream -> null).close();
    }

    @Test
    void unixStreamsConnectAndKnowTheirPath() {
        SocketAddress path = UnixDomainSocketAddress.of("/run/some.sock");
        Peer accepted = new Peer(other);
        Peer opened = new Peer(node);
        Pair.listen(other, path, accepted::on);
        Pair.connect(node, path, new Pair.Opener(opened::on));
        world.runUntilIdle();
        assertThat(opened.stream().remoteAddress()).isEqualTo(path);
        assertThat(accepted.stream().localAddress()).isEqualTo(path);
        assertThat(accepted.stream().remoteAddress()).hasToString("");
    }

    @Test
    void tcpStreamsKnowBothAddresses() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT).connect();
        assertThat(pair.server.stream().remoteAddress())
                .isEqualTo(pair.client.stream().localAddress());
        assertThat(((InetSocketAddress) pair.server.stream().remoteAddress()).getAddress())
                .isNotNull();
    }

    @Test
    void acceptRateAndBacklogHoldConnectionsBack() {
        int[] accepted = {0};
        ListenConfig slow = new ListenConfig(Pair.ADDRESS, 4, 2, false, SocketOptions.DEFAULT, null);
        Pair.listen(other, slow, stream -> {
            accepted[0]++;
            return new Peer(other).on(stream);
        });
        List<Pair.Opener> openers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Pair.Opener opener = new Pair.Opener(stream -> new Peer(node).on(stream));
            world.after(Duration.ofMillis(10L * i), () -> Pair.connect(node, Pair.ADDRESS, opener));
            openers.add(opener);
        }
        world.runFor(Duration.ofMillis(900));
        assertThat(accepted[0]).isEqualTo(2);
        assertThat(openers.stream().filter(Pair.Opener::isOver)).hasSize(6);
        world.runFor(Duration.ofSeconds(9));
        assertThat(accepted[0]).isEqualTo(8);
        assertThat(openers).allMatch(opener -> opener.opened == 1);
    }

    @Test
    void refusedStreamClosesWithoutACallback() {
        Peer opened = new Peer(node);
        Pair.listen(other, Pair.ADDRESS, stream -> null);
        Pair.connect(node, Pair.ADDRESS, new Pair.Opener(opened::on));
        world.runUntilIdle();
        assertThat(opened.inputEnded).isTrue();
        assertThat(other.streams()).isZero();
        opened.stream().close();
        world.runUntilIdle();
        assertThat(node.streams()).isZero();
    }

    @Test
    void closedRuntimeClosesItsStreamsAndListeners() {
        Pair pair = new Pair(1, LinkConfig.DEFAULT).connect();
        pair.serverNode.close();
        pair.world.runUntilIdle();
        assertThat(pair.server.closed).isTrue();
        assertThat(pair.server.cause).isNull();
        assertThat(pair.client.inputEnded).isTrue();
        Pair.Opener again = Pair.connect(pair.clientNode, Pair.ADDRESS, new Pair.Opener(stream -> null));
        pair.world.runUntilIdle();
        assertThat(again.failed).isEqualTo(1);
    }

    private static ListenConfig config(SocketAddress address) {
        return new ListenConfig(address, 1, 1, false, SocketOptions.DEFAULT, null);
    }
}
