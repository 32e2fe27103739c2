package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.Attempt;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.PoolSnapshot;
import org.razorrpc.stream.Redirect;
import org.razorrpc.stream.RedirectRule;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.Strategy;
import org.razorrpc.stream.spi.NameListener;

/** Several servers, some of which die, drain, lead and leave, in virtual time. */
class FailoverPoolTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TWENTY = Duration.ofSeconds(20);
    private static final String NOT_LEADER = "not the leader, ask ";
    private static final RedirectRule BY_TEXT = error -> {
        String text = String.valueOf(error.getMessage());
        return error.code() == ErrorCode.TEXT && text.startsWith(NOT_LEADER)
                ? Redirect.goTo(text.substring(NOT_LEADER.length()))
                : null;
    };

    private static PoolStack stack(long seed, Strategy strategy) {
        PoolStack stack = new PoolStack(seed, 3);
        stack.failoverConfig.strategy(strategy).redirects(BY_TEXT);
        return stack;
    }

    /** All servers but this one send their callers to it. */
    private static void leads(PoolStack stack, int leader) {
        for (SimServer each : stack.servers) {
            each.handler = each == stack.server(leader)
                    ? (request, responder) -> responder.ok(Objects.requireNonNull(request.message()))
                    : (request, responder) -> {
                        throw RpcException.text(NOT_LEADER + stack.server(leader).address);
                    };
        }
    }

    @Test
    void roundRobinAsksEachServerEquallyOften() {
        PoolStack stack = stack(1, Strategy.ROUND_ROBIN).startAll();
        stack.failoverPool();
        for (int i = 0; i < 300; i++) {
            stack.finished(stack.call());
        }
        assertThat(stack.servers).allMatch(server -> server.handled == 100);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"LEAST_IN_FLIGHT", "POWER_OF_TWO"})
    void slowServerIsAskedLessOften(Strategy strategy) {
        PoolStack stack = stack(2, strategy).startAll();
        stack.server(0).answersAfter(Duration.ofMillis(10));
        stack.server(1).answersAfter(Duration.ofMillis(10));
        stack.server(2).answersAfter(Duration.ofMillis(200));
        stack.failoverPool();
        for (int i = 0; i < 2_000; i++) {
            stack.call();
            stack.run(Duration.ofMillis(1));
        }
        stack.finish(MINUTE);
        int slow = stack.server(2).handled;
        assertThat(slow).isPositive().isLessThan(400);
        assertThat(stack.server(0).handled).isBetween((2_000 - slow) * 4 / 10, (2_000 - slow) * 6 / 10);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"LEAST_IN_FLIGHT", "POWER_OF_TWO"})
    void idleServersAreAskedEvenly(Strategy strategy) {
        PoolStack stack = stack(3, strategy).startAll();
        stack.failoverPool();
        for (int i = 0; i < 300; i++) {
            stack.finished(stack.call());
        }
        assertThat(stack.servers).allMatch(server -> server.handled > 60 && server.handled < 140);
        stack.closeAndCheckLeaks();
    }

    /** R10: 0 failed calls, and no connection left to the server that drains. */
    @ParameterizedTest
    @EnumSource(Strategy.class)
    void drainingServerFailsNoCall(Strategy strategy) {
        for (int seed = 0; seed < 10; seed++) {
            PoolStack stack = stack(seed, strategy).startAll();
            stack.servers.forEach(server -> server.answersAfter(Duration.ofMillis(20)));
            FailoverPool pool = stack.failoverPool();
            for (int i = 0; i < 600; i++) {
                stack.call(i % 10 == 0 ? 20_000 : 0, TWENTY, false);
                stack.run(Duration.ofNanos(stack.random.nextInt(1_000_000)));
                if (i == 200) {
                    stack.server(0).drain();
                }
            }
            stack.finish(MINUTE);
            assertThat(stack.calls).as("seed %d", seed).allMatch(TestCall::isAnswered);
            assertThat(stack.server(0).node.streams()).isZero();
            assertThat(pool.snapshot().retryTokens()).isEqualTo(10);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    /** R9: the error window is shorter than a second, and idempotent calls are not lost. */
    @ParameterizedTest
    @EnumSource(Strategy.class)
    void killedServerLosesNoIdempotentCall(Strategy strategy) {
        for (int seed = 0; seed < 10; seed++) {
            PoolStack stack = stack(seed, strategy).startAll();
            stack.servers.forEach(server -> server.answersAfter(Duration.ofMillis(20)));
            stack.failoverPool();
            for (int i = 0; i < 600; i++) {
                stack.call(TWENTY, true);
                stack.run(Duration.ofNanos(stack.random.nextInt(1_000_000)));
                if (i == 200) {
                    stack.server(0).kill();
                }
            }
            stack.finish(MINUTE);
            assertThat(stack.calls).as("seed %d", seed).allMatch(TestCall::isAnswered);
            assertThat(stack.calls).allMatch(call -> call.took() < 1_000_000_000L);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void killedServerIsAskedAgainSoonAfterItsReturn() {
        PoolStack stack = stack(6, Strategy.ROUND_ROBIN).startAll();
        stack.poolConfig.backoffMax(Duration.ofSeconds(1));
        stack.failoverPool();
        for (int restart = 0; restart < 20; restart++) {
            SimServer victim = stack.server(restart % 3);
            victim.kill();
            for (int i = 0; i < 50; i++) {
                stack.call(TWENTY, true);
                stack.run(Duration.ofMillis(stack.random.nextInt(60)));
            }
            victim.start();
            int before = victim.handled;
            for (int i = 0; i < 200; i++) {
                stack.call(TWENTY, true);
                stack.run(Duration.ofMillis(10));
            }
            assertThat(victim.handled).isGreaterThan(before);
        }
        stack.finish(MINUTE);
        assertThat(stack.calls).allMatch(TestCall::isAnswered);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    /** R8: one of three peers is there and says nothing. */
    @Test
    void callsGoElsewhereFromAPeerThatIsSilent() {
        PoolStack stack = stack(7, Strategy.LEAST_IN_FLIGHT).startAll();
        stack.failoverPool();
        for (int i = 0; i < 30; i++) {
            stack.finished(stack.call());
        }
        stack.world.partition(stack.clientNode, stack.server(1).node);
        stack.world.partition(stack.server(1).node, stack.clientNode);
        for (int i = 0; i < 1_000; i++) {
            stack.call(MINUTE, true);
            stack.run(Duration.ofMillis(10));
        }
        stack.finish(Duration.ofSeconds(16));
        assertThat(stack.calls).allMatch(TestCall::isAnswered);
        assertThat(stack.calls).filteredOn(call -> call.took() > 1_000_000_000L).hasSizeLessThan(10);
        stack.check();
        stack.world.heal(stack.clientNode, stack.server(1).node);
        stack.world.heal(stack.server(1).node, stack.clientNode);
        stack.closeAndCheckLeaks();
    }

    @Test
    void allDownFailsAtOnceAndNamesThemAll() {
        PoolStack stack = stack(8, Strategy.ROUND_ROBIN);
        stack.failoverPool();
        TestCall first = stack.finished(stack.call());
        assertThat(first.error.attempts())
                .extracting(Attempt::address)
                .containsExactlyInAnyOrderElementsOf(stack.addresses());
        TestCall call = stack.finished(stack.call());
        Stack.checkFailedWith(call, ErrorCode.UNREACHABLE, Outcome.NOT_SENT);
        assertThat(call.took()).isZero();
        stack.addresses().forEach(address -> assertThat(call.error).hasMessageContaining(address));
        stack.closeAndCheckLeaks();
    }

    // ---- leaders and redirects

    @Test
    void redirectToAKnownAddressIsFollowedAndRemembered() {
        PoolStack stack = stack(9, Strategy.LEADER).startAll();
        leads(stack, 2);
        FailoverPool pool = stack.failoverPool();
        assertThat(pool.leader()).isEqualTo(stack.server(0).address);
        assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        assertThat(pool.leader()).isEqualTo(stack.server(2).address);
        for (int i = 0; i < 20; i++) {
            assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        }
        assertThat(stack.server(0).handled).isEqualTo(1);
        assertThat(stack.server(2).handled).isEqualTo(21);
        assertThat(stack.events).contains("leader " + stack.server(0).address + " -> " + stack.server(2).address);
        assertThat(pool.snapshot().retryTokens()).isEqualTo(10);
        stack.closeAndCheckLeaks();
    }

    @Test
    void redirectToAnUnknownAddressAddsIt() {
        PoolStack stack = stack(10, Strategy.LEADER).startAll();
        leads(stack, 2);
        FailoverPool pool = stack.failoverPool(stack.addresses().subList(0, 2));
        assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        assertThat(pool.addresses()).containsExactlyElementsOf(stack.addresses());
        assertThat(pool.leader()).isEqualTo(stack.server(2).address);
        stack.closeAndCheckLeaks();
    }

    @Test
    void serversThatSendTheCallInACircleEndItAfterItsAttempts() {
        PoolStack stack = stack(12, Strategy.LEADER).startAll();
        stack.poolConfig.maxAttempts(4);
        stack.server(0).handler = (request, responder) -> {
            throw RpcException.text(NOT_LEADER + stack.server(1).address);
        };
        stack.server(1).handler = (request, responder) -> {
            throw RpcException.text(NOT_LEADER + stack.server(0).address);
        };
        stack.failoverPool();
        TestCall call = stack.finished(stack.call());
        Stack.checkFailedWith(call, ErrorCode.TEXT, Outcome.EXECUTED);
        assertThat(call.error.attempts()).hasSize(4);
        stack.closeAndCheckLeaks();
    }

    @Test
    void leaderThatDiesIsReplacedByTheOneThatAnswers() {
        PoolStack stack = stack(13, Strategy.LEADER).startAll();
        leads(stack, 0);
        FailoverPool pool = stack.failoverPool();
        stack.untilAnswered(MINUTE);
        stack.server(0).kill();
        leads(stack, 2);
        stack.run(PoolStack.SECOND);
        assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        assertThat(pool.leader()).isEqualTo(stack.server(2).address);
        stack.server(0).start();
        stack.run(MINUTE);
        assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        assertThat(pool.leader()).isEqualTo(stack.server(2).address);
        stack.closeAndCheckLeaks();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void ruleCanSendToTheNextAndForbidRetries(Strategy strategy) {
        PoolStack stack = stack(14, strategy).startAll();
        AtomicReference<Redirect> rule = new AtomicReference<>(Redirect.tryNext());
        stack.failoverConfig.redirects(error -> rule.get());
        stack.servers.forEach(server -> server.handler = (request, responder) -> {
            throw RpcException.text("no");
        });
        stack.failoverPool();
        TestCall call = stack.finished(stack.call());
        assertThat(call.error.attempts())
                .extracting(Attempt::address)
                .containsExactlyInAnyOrderElementsOf(stack.addresses());
        rule.set(Redirect.doNotRetry());
        assertThat(stack.finished(stack.call()).error.attempts()).hasSize(1);
        stack.closeAndCheckLeaks();
    }

    /** A call was sent to a follower since the leader is down; when that answers, another one leads already. */
    @Test
    void lateAnswerOfAFollowerDoesNotMakeItTheLeader() {
        PoolStack stack = stack(22, Strategy.LEADER);
        stack.server(1).start().answersAfter(Duration.ofMillis(500));
        stack.server(2).start();
        FailoverPool pool = stack.failoverPool();
        TestCall slow = stack.call();
        stack.world.runUntil(() -> stack.runs(slow) == 1, MINUTE);
        stack.server(1).handler = (request, responder) -> {
            throw RpcException.text(NOT_LEADER + stack.server(2).address);
        };
        assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        assertThat(pool.leader()).isEqualTo(stack.server(2).address);
        assertThat(slow.isOver()).isFalse();
        assertThat(stack.finished(slow).isAnswered()).isTrue();
        assertThat(pool.leader()).isEqualTo(stack.server(2).address);
        stack.closeAndCheckLeaks();
    }

    @Test
    void ruleCannotMakeACallRunTwiceThatMayHaveRun() {
        PoolStack stack = stack(15, Strategy.ROUND_ROBIN).startAll();
        stack.failoverConfig.redirects(error -> Redirect.tryNext());
        stack.servers.forEach(SimServer::neverAnswers);
        stack.failoverPool();
        TestCall call = stack.call();
        stack.world.runUntil(() -> stack.runs(call) == 1, MINUTE);
        stack.links.forEach(SimLink::reset);
        Stack.checkFailedWith(stack.finished(call), ErrorCode.IO, Outcome.UNKNOWN);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    // ---- addresses

    @Test
    void addressesReplacedUnderLoadFailNoCallAndLeaveTheOthersAlone() {
        for (int seed = 0; seed < 10; seed++) {
            PoolStack stack = stack(seed, Strategy.ROUND_ROBIN).startAll();
            stack.servers.forEach(server -> server.answersAfter(Duration.ofMillis(20)));
            FailoverPool pool = stack.failoverPool();
            List<String> all = stack.addresses();
            int middle = 0;
            for (int i = 0; i < 600; i++) {
                stack.call();
                stack.run(Duration.ofMillis(1));
                if (i % 50 == 0) {
                    List<String> next = new ArrayList<>(List.of(all.get(1)));
                    if (stack.random.nextBoolean()) {
                        next.add(all.get(0));
                    }
                    if (stack.random.nextBoolean()) {
                        next.add(all.get(2));
                    }
                    pool.updateAddresses(next);
                    assertThat(pool.addresses()).isEqualTo(next);
                    middle = Math.max(middle, stack.server(1).node.streams());
                }
            }
            stack.finish(MINUTE);
            assertThat(stack.calls).as("seed %d", seed).allMatch(TestCall::isAnswered);
            assertThat(stack.events)
                    .doesNotContain("disconnected " + all.get(1), "disconnected " + all.get(1) + " broken");
            assertThat(middle).isEqualTo(1);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void addressThatLeavesKeepsItsConnectionsUntilTheirCallsAreDone() {
        PoolStack stack = stack(17, Strategy.LEADER).startAll();
        stack.servers.forEach(server -> server.answersAfter(Duration.ofMillis(500)));
        FailoverPool pool = stack.failoverPool();
        TestCall call = stack.call();
        stack.world.runUntil(() -> stack.runs(call) == 1, MINUTE);
        pool.updateAddresses(stack.addresses().subList(1, 2));
        assertThat(pool.leader()).isEqualTo(stack.server(1).address);
        assertThat(pool.snapshot().addresses()).hasSize(2);
        assertThat(stack.finished(call).isAnswered()).isTrue();
        stack.run(PoolStack.SECOND);
        assertThat(stack.server(0).node.streams()).isZero();
        stack.closeAndCheckLeaks();
    }

    @Test
    void addressesThatMakeNoSenseChangeNothing() {
        PoolStack stack = stack(18, Strategy.ROUND_ROBIN);
        FailoverPool pool = stack.failoverPool();
        assertThatThrownBy(() -> pool.updateAddresses(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one address");
        assertThat(pool.addresses()).isEqualTo(stack.addresses());
        stack.closeAndCheckLeaks();
    }

    @Test
    void callsWaitForTheFirstAnswerOfAResolver() {
        PoolStack stack = stack(19, Strategy.ROUND_ROBIN).startAll();
        AtomicReference<NameListener> told = new AtomicReference<>();
        FailoverPool pool = FailoverPool.create(
                "test:name",
                stack.failoverConfig
                        .pool(stack.pool())
                        .resolver((runtime, name, refresh, listener) -> {
                            told.set(listener);
                            return () -> told.set(null);
                        })
                        .build());
        stack.caller = pool;
        TestCall call = stack.call();
        TestCall late = stack.call(Duration.ofMillis(100), false);
        stack.run(Duration.ofMillis(500));
        assertThat(call.isOver()).isFalse();
        Stack.checkFailedWith(late, ErrorCode.TIMEOUT, Outcome.NOT_SENT);
        told.get().resolved(stack.addresses());
        assertThat(stack.finished(call).isAnswered()).isTrue();
        told.get().failed(new IOException("gone"));
        told.get().resolved(List.of());
        assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        stack.closeAndCheckLeaks();
        assertThat(told.get()).isNull();
    }

    @Test
    void addressesFollowWhatTheResolverSays() {
        PoolStack stack = stack(19, Strategy.ROUND_ROBIN).startAll();
        AtomicReference<NameListener> told = new AtomicReference<>();
        FailoverPool pool = FailoverPool.create(
                "test:name",
                stack.failoverConfig
                        .pool(stack.pool())
                        .resolver((runtime, name, refresh, listener) -> {
                            told.set(listener);
                            return () -> {};
                        })
                        .build());
        stack.caller = pool;
        List<String> all = stack.addresses();
        told.get().resolved(all.subList(0, 2));
        for (int i = 0; i < 4; i++) {
            assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        }
        told.get().resolved(all.subList(1, 3));
        assertThat(pool.addresses()).isEqualTo(all.subList(1, 3));
        for (int i = 0; i < 4; i++) {
            assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        }
        assertThat(stack.servers).extracting(server -> server.handled).containsExactly(2, 4, 2);
        assertThat(stack.server(0).node.streams()).isZero();
        assertThat(stack.events.stream().filter(("connected " + all.get(1))::equals))
                .as("connections to the address that stays")
                .hasSize(1);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void nameThatCannotBeResolvedFailsCallsWithTheCause() {
        PoolStack stack = stack(20, Strategy.ROUND_ROBIN);
        stack.caller = FailoverPool.create(
                "test:name",
                stack.failoverConfig
                        .pool(stack.pool())
                        .resolver((runtime, name, refresh, listener) -> {
                            runtime.execute(() -> listener.failed(new IOException("no such host")));
                            return () -> {};
                        })
                        .build());
        TestCall call = stack.finished(stack.call());
        Stack.checkFailedWith(call, ErrorCode.UNREACHABLE, Outcome.NOT_SENT);
        assertThat(call.error).hasMessageContaining("no such host");
        stack.closeAndCheckLeaks();
    }

    @Test
    void snapshotPrintsAddressesAndConnections() {
        PoolStack stack = stack(21, Strategy.LEADER);
        stack.server(0).start().neverAnswers();
        FailoverPool pool = stack.failoverPool();
        TestCall call = stack.call();
        stack.world.runUntil(() -> stack.runs(call) == 1, MINUTE);
        PoolSnapshot snapshot = pool.snapshot();
        assertThat(snapshot.underWay()).isEqualTo(1);
        assertThat(snapshot.addresses().getFirst().inFlight()).isEqualTo(1);
        assertThat(snapshot.toString())
                .startsWith("1 calls under way, 0 between attempts, 10.0 retry tokens")
                .contains(stack.server(0).address + " CLOSED leader, 1 in flight, 0 waiting")
                .contains("in use, 1 in flight, last answer");
        stack.closeAndCheckLeaks();
    }
}
