package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.AddressState;
import org.razorrpc.stream.Attempt;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.ShutdownReport;

/** One address whose server dies, returns, drains and fails, in virtual time. */
class ClientPoolTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static PoolStack stack(long seed) {
        return new PoolStack(seed, 1);
    }

    @Test
    void callOpensTheConnectionAndIsAnswered() {
        PoolStack stack = stack(1).startAll();
        ClientPool pool = stack.clientPool();
        assertThat(stack.links).isEmpty();
        assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
        assertThat(stack.links).hasSize(1);
        assertThat(pool.snapshot().addresses().getFirst().connections()).hasSize(1);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void hundredRestartsAreHundredRecoveries() {
        PoolStack stack = stack(2).startAll();
        stack.poolConfig.backoffMax(Duration.ofSeconds(1));
        stack.clientPool();
        for (int i = 0; i < 100; i++) {
            stack.untilAnswered(MINUTE);
            stack.server(0).kill();
            for (int j = stack.random.nextInt(20); j > 0; j--) {
                stack.call();
                stack.run(Duration.ofMillis(stack.random.nextInt(200)));
            }
            stack.server(0).start();
            assertThat(stack.untilAnswered(Duration.ofSeconds(2))).isLessThanOrEqualTo(Duration.ofSeconds(2));
        }
        stack.finish(MINUTE);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void downAddressFailsCallsAtOnceWithItsNameAndTheCause() {
        PoolStack stack = stack(3);
        stack.clientPool();
        stack.finished(stack.call());
        for (int i = 0; i < 50; i++) {
            TestCall call = stack.call();
            Stack.checkFailedWith(stack.finished(call), ErrorCode.UNREACHABLE, Outcome.NOT_SENT);
            assertThat(call.took()).isZero();
            assertThat(call.error)
                    .hasMessageContaining(stack.server(0).address)
                    .hasMessageContaining("last failure: ")
                    .hasMessageContaining("refused");
            stack.run(Duration.ofMillis(3));
        }
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void firstCallToAServerThatIsAwayListsItsAttempt() {
        PoolStack stack = stack(3);
        stack.clientPool();
        TestCall call = stack.finished(stack.call());
        List<Attempt> attempts = call.error.attempts();
        assertThat(attempts).hasSize(1);
        assertThat(attempts.getFirst().address()).isEqualTo(stack.server(0).address);
        assertThat(attempts.getFirst().outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(attempts.getFirst().took().toNanos()).isEqualTo(call.took());
        stack.closeAndCheckLeaks();
    }

    /** The n-th delay is random from 0 to 100 ms doubled n - 1 times and to the maximum, and uses that range. */
    @Test
    void backoffIsRandomWithinBoundsThatDoubleAndASuccessResetsThem() {
        List<Duration> seventh = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            PoolStack stack = stack(seed);
            stack.poolConfig.backoffMin(Duration.ofMillis(100)).backoffMax(Duration.ofSeconds(5));
            stack.clientPool();
            stack.call();
            stack.run(Duration.ofSeconds(60));
            List<Duration> delays = delays(stack);
            assertThat(delays).hasSizeGreaterThan(10);
            for (int n = 0; n < delays.size(); n++) {
                long bound = Math.min(5_000, 100L << Math.min(n, 20));
                assertThat(delays.get(n)).isLessThan(Duration.ofMillis(bound + 2));
            }
            seventh.add(delays.get(6));
            stack.changes.clear();
            stack.server(0).start();
            stack.untilAnswered(Duration.ofSeconds(6));
            stack.changes.clear();
            stack.server(0).kill();
            stack.run(Duration.ofSeconds(6));
            assertThat(delays(stack).getFirst()).isLessThan(Duration.ofMillis(202));
            stack.closeAndCheckLeaks();
        }
        assertThat(seventh).anyMatch(delay -> delay.toMillis() < 1_500).anyMatch(delay -> delay.toMillis() > 3_500);
    }

    @Test
    void probeThatSucceedsResetsTheBackoffWithoutACall() {
        for (int seed = 0; seed < 20; seed++) {
            PoolStack stack = stack(seed);
            ClientPool pool = stack.clientPool();
            stack.call();
            stack.run(MINUTE);
            stack.server(0).start();
            stack.world.runUntil(
                    () -> pool.snapshot().addresses().getFirst().state() == AddressState.CLOSED,
                    Duration.ofSeconds(31));
            stack.changes.clear();
            stack.server(0).kill();
            stack.run(PoolStack.SECOND);
            assertThat(delays(stack)).isNotEmpty();
            assertThat(delays(stack).getFirst()).isLessThan(Duration.ofMillis(202));
            stack.closeAndCheckLeaks();
        }
    }

    /** Tried again late in its time, it has what is left of that. */
    @Test
    void deadlineIsOneForAllAttempts() {
        PoolStack stack = stack(4).startAll();
        stack.clientPool();
        stack.untilAnswered(MINUTE);
        stack.server(0).neverAnswers();
        TestCall call = stack.call(PoolStack.SECOND, true);
        stack.run(Duration.ofMillis(700));
        stack.links.getFirst().reset();
        Stack.checkFailedWith(stack.finished(call), ErrorCode.TIMEOUT, Outcome.UNKNOWN);
        assertThat(call.error.attempts()).hasSize(2);
        assertThat(call.took()).isBetween(1_000_000_000L, 1_150_000_000L);
        stack.closeAndCheckLeaks();
    }

    /** The n-th is random from 0 to 100 ms doubled n - 1 times, and uses that range. */
    @Test
    void attemptsAtTheSameAddressAreARandomTimeApart() {
        List<Duration> third = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            PoolStack stack = stack(seed).startAll();
            stack.poolConfig.maxAttempts(4);
            stack.clientPool();
            stack.untilAnswered(MINUTE);
            List<Duration> attempts = new ArrayList<>();
            stack.server(0).fails = () -> attempts.add(stack.world.elapsed());
            stack.finished(stack.call(Duration.ofSeconds(20), true));
            assertThat(attempts).hasSize(4);
            for (int n = 1; n < 4; n++) {
                assertThat(attempts.get(n).minus(attempts.get(n - 1)).toMillis())
                        .isLessThan((100L << n - 1) + 20);
            }
            third.add(attempts.get(3).minus(attempts.get(2)));
            stack.closeAndCheckLeaks();
        }
        assertThat(third).anyMatch(gap -> gap.toMillis() < 100).anyMatch(gap -> gap.toMillis() > 300);
    }

    /** Nobody answers the connecting, which may take longer than the call has. */
    @Test
    void callThatWaitsForTheConnectionEndsAtItsDeadline() {
        PoolStack stack = stack(6).startAll();
        stack.world.partition(stack.clientNode, stack.server(0).node);
        ClientPool pool = stack.clientPool();
        TestCall call = stack.finished(stack.call(PoolStack.SECOND, false));
        Stack.checkFailedWith(call, ErrorCode.TIMEOUT, Outcome.NOT_SENT);
        assertThat(call.took()).isBetween(1_000_000_000L, 1_150_000_000L);
        assertThat(pool.snapshot().addresses().getFirst().connecting()).isTrue();
        stack.closeAndCheckLeaks();
    }

    /** From each time that the address went down to its next probe. */
    private static List<Duration> delays(PoolStack stack) {
        List<Duration> delays = new ArrayList<>();
        for (int i = 1; i < stack.changes.size(); i++) {
            if (stack.changes.get(i).state() == AddressState.HALF_OPEN) {
                delays.add(
                        stack.changes.get(i).at().minus(stack.changes.get(i - 1).at()));
            }
        }
        return delays;
    }

    /** The server accepts and then says nothing: only the probe's ping travels, and it is not enough that a connection opens. */
    @Test
    void halfOpenAddressTakesNoCallsBeforeTheProbeIsAnswered() {
        PoolStack stack = stack(5);
        stack.poolConfig.backoffMax(Duration.ofMillis(200));
        ClientPool pool = stack.clientPool();
        stack.finished(stack.call());
        stack.server(0).start();
        stack.server(0).node.pause();
        stack.world.runUntil(
                () -> pool.snapshot().addresses().getFirst().state() == AddressState.HALF_OPEN
                        && stack.clientNode.streams() == 1,
                MINUTE);
        for (int i = 0; i < 10; i++) {
            TestCall call = stack.finished(stack.call());
            Stack.checkFailedWith(call, ErrorCode.UNREACHABLE, Outcome.NOT_SENT);
            assertThat(call.took()).isZero();
            stack.run(Duration.ofMillis(500));
        }
        assertThat(pool.snapshot().addresses().getFirst().state()).isEqualTo(AddressState.HALF_OPEN);
        stack.world.runUntil(
                () -> pool.snapshot().addresses().getFirst().state() == AddressState.OPEN, Duration.ofSeconds(16));
        stack.server(0).node.resume();
        stack.untilAnswered(Duration.ofSeconds(2));
        assertThat(pool.snapshot().addresses().getFirst().state()).isEqualTo(AddressState.CLOSED);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void callsWaitWhileALostConnectionIsReplacedOnce() {
        for (int seed = 0; seed < 20; seed++) {
            PoolStack stack = stack(seed).startAll();
            stack.clientPool();
            stack.untilAnswered(MINUTE);
            stack.links.getFirst().reset();
            stack.run(Duration.ofMillis(2));
            assertThat(stack.finished(stack.call()).isAnswered()).isTrue();
            assertThat(stack.changes).isEmpty();
            assertThat(stack.events)
                    .containsExactly(
                            "connected " + stack.server(0).address,
                            "disconnected " + stack.server(0).address + " broken",
                            "connected " + stack.server(0).address);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    /** R13: however many calls fail, and however often they may be retried. */
    @Test
    void failingServerIsNotAskedMuchMoreOftenThanThereAreCalls() {
        PoolStack stack = stack(7).startAll();
        stack.poolConfig.maxAttempts(5);
        stack.clientPool();
        int[] successes = {0};
        stack.server(0).fails = () -> {
            boolean fails = stack.random.nextInt(4) > 0;
            successes[0] += fails ? 0 : 1;
            return fails;
        };
        for (int i = 0; i < 2_000; i++) {
            stack.call(Duration.ofSeconds(20), true);
            stack.run(Duration.ofMillis(stack.random.nextInt(20)));
        }
        stack.finish(MINUTE);
        assertThat(stack.server(0).handled).isGreaterThan(2_050);
        assertThat((double) stack.server(0).handled).isLessThanOrEqualTo(2_000 + 10 + 0.1 * successes[0]);
        stack.closeAndCheckLeaks();
    }

    @Test
    void exceptionListsAllAttemptsAndClaimsNoMoreThanTheWorstOfThem() {
        PoolStack stack = stack(8).startAll();
        stack.clientPool();
        stack.server(0).fails = () -> true;
        TestCall call = stack.finished(stack.call(Duration.ofSeconds(20), true));
        Stack.checkFailedWith(call, ErrorCode.INTERNAL, Outcome.UNKNOWN);
        assertThat(call.error.attempts())
                .hasSize(3)
                .allMatch(attempt -> attempt.code() == ErrorCode.INTERNAL && attempt.outcome() == Outcome.UNKNOWN);
        assertThat(stack.runs(call)).isEqualTo(3);
        stack.closeAndCheckLeaks();
    }

    @Test
    void callThatMayHaveRunAndIsNotIdempotentIsNotRetried() {
        PoolStack stack = stack(9).startAll();
        stack.clientPool();
        stack.server(0).neverAnswers();
        TestCall call = stack.call();
        stack.world.runUntil(() -> stack.runs(call) == 1, MINUTE);
        stack.links.getFirst().reset();
        Stack.checkFailedWith(stack.finished(call), ErrorCode.IO, Outcome.UNKNOWN);
        assertThat(call.error.attempts()).hasSize(1);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void idempotenceIsTheActionsUnlessTheCallSaysOtherwise() {
        PoolStack stack = stack(9).startAll();
        stack.clientPool();
        assertThat(runsOfACallThatFailsOnce(stack, false, CallOptions.NONE)).isEqualTo(1);
        assertThat(runsOfACallThatFailsOnce(stack, true, CallOptions.NONE)).isEqualTo(2);
        assertThat(runsOfACallThatFailsOnce(stack, false, CallOptions.NONE.withIdempotent(true)))
                .isEqualTo(2);
        assertThat(runsOfACallThatFailsOnce(stack, true, CallOptions.NONE.withIdempotent(false)))
                .isEqualTo(1);
        stack.closeAndCheckLeaks();
    }

    private static int runsOfACallThatFailsOnce(PoolStack stack, boolean action, CallOptions options) {
        failOnce(stack);
        TestCall call = stack.newCall(0, MINUTE, false);
        CompletableFuture<Reply<byte[]>> future = stack.caller()
                .callAsync(
                        action ? TestCall.ACTION.asIdempotent() : TestCall.ACTION,
                        TestCall.message(call.number, 0),
                        options);
        stack.world.runUntil(future::isDone, MINUTE);
        int runs = stack.runs(call);
        assertThat(future.isCompletedExceptionally()).isEqualTo(runs == 1);
        stack.forgetLast();
        return runs;
    }

    private static void failOnce(PoolStack stack) {
        int[] left = {1};
        stack.server(0).fails = () -> left[0]-- > 0;
    }

    @Test
    void taskSaysItselfWhetherItIsIdempotent() {
        PoolStack stack = stack(9).startAll();
        stack.clientPool();
        stack.untilAnswered(MINUTE);
        for (boolean idempotent : new boolean[] {false, true}) {
            failOnce(stack);
            TestCall task = stack.newCall(0, MINUTE, idempotent);
            assertThat(stack.caller().offer(task)).isTrue();
            assertThat(stack.finished(task).isAnswered()).isEqualTo(idempotent);
            assertThat(stack.runs(task)).isEqualTo(idempotent ? 2 : 1);
        }
        stack.closeAndCheckLeaks();
    }

    @Test
    void brokenConnectionCostsOneTokenForAllItsCalls() {
        PoolStack stack = stack(10).startAll();
        ClientPool pool = stack.clientPool();
        stack.server(0).neverAnswers();
        for (int i = 0; i < 100; i++) {
            stack.call(Duration.ofSeconds(20), true);
        }
        stack.world.runUntil(() -> stack.server(0).handled == 100, MINUTE);
        stack.server(0).answersAfter(Duration.ofMillis(1));
        stack.links.getFirst().reset();
        stack.world.runUntil(() -> stack.server(0).handled == 200, MINUTE);
        assertThat(pool.snapshot().retryTokens()).isGreaterThanOrEqualTo(9.0);
        stack.finish(MINUTE);
        assertThat(stack.calls).allMatch(TestCall::isAnswered);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void emptyBudgetRetriesNothing() {
        PoolStack stack = stack(10).startAll();
        stack.poolConfig.retryTokens(0);
        stack.clientPool();
        stack.server(0).neverAnswers();
        TestCall call = stack.call(Duration.ofSeconds(20), true);
        stack.world.runUntil(() -> stack.runs(call) == 1, MINUTE);
        stack.links.getFirst().reset();
        Stack.checkFailedWith(stack.finished(call), ErrorCode.IO, Outcome.UNKNOWN);
        assertThat(stack.runs(call)).isEqualTo(1);
        stack.closeAndCheckLeaks();
    }

    /** The new server has taken the address over: the pool moves on to it. */
    @Test
    void serverThatIsReplacedUnderLoadFailsNoCall() {
        for (int seed = 0; seed < 20; seed++) {
            PoolStack stack = stack(seed).startAll();
            stack.clientPool();
            stack.server(0).answersAfter(Duration.ofMillis(20));
            for (int i = 0; i < 300; i++) {
                stack.call();
                stack.run(Duration.ofMillis(1));
                if (i == 100) {
                    stack.server(0).drain();
                    stack.run(Duration.ofMillis(1)); // Until the address is free.
                    stack.server(0).start();
                }
            }
            stack.finish(MINUTE);
            assertThat(stack.calls).as("seed %d", seed).allMatch(TestCall::isAnswered);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    /** The ping is the first thing that such a server can refuse. */
    @Test
    void idleConnectionToADrainingServerIsGivenUpAtItsNextPing() {
        PoolStack stack = stack(12).startAll();
        stack.clientPool();
        stack.untilAnswered(MINUTE);
        stack.server(0).drain();
        stack.run(Duration.ofSeconds(12));
        assertThat(stack.events).contains("disconnected " + stack.server(0).address + " broken");
        assertThat(stack.server(0).node.streams()).isZero();
        stack.closeAndCheckLeaks();
    }

    @Test
    void retriedCallSendsItsBlobAgainWholeAndIsToldOfItsReleaseOnce() {
        for (int seed = 0; seed < 40; seed++) {
            PoolStack stack = stack(seed).startAll();
            stack.clientPool();
            stack.untilAnswered(MINUTE);
            SimPipe up = stack.links.getFirst().up();
            up.cutAfter(up.read() + 1 + stack.random.nextInt(60_000));
            TestCall call = stack.newCall(40_000, Duration.ofSeconds(20), true);
            assertThat(stack.caller().offer(call)).isTrue();
            TestCall other = stack.call(30_000, Duration.ofSeconds(20), true);
            stack.finish(MINUTE);
            assertThat(call.isAnswered()).as("seed %d: %s", seed, call).isTrue();
            assertThat(other.isAnswered()).as("seed %d: %s", seed, other).isTrue();
            stack.run(PoolStack.SECOND);
            assertThat(call.released).isEqualTo(1);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    /** The connection breaks in the middle of the response's blob; the second answer goes to the same place in the buffer. */
    @Test
    void retriedCallReceivesItsBlobWhereTheCallersBufferStood() {
        for (int seed = 0; seed < 40; seed++) {
            PoolStack stack = stack(seed).startAll();
            ClientPool pool = stack.clientPool();
            stack.untilAnswered(MINUTE);
            stack.server(0).handler = (request, responder) -> responder.ok(request.message(), TestCall.blob(7, 20_000));
            SimPipe down = stack.links.getFirst().down();
            down.cutAfter(down.read() + 1 + stack.random.nextInt(20_000));
            ByteBuffer buffer = ByteBuffer.allocate(30_000).position(5_000);
            stack.newCall(0, MINUTE, true);
            CompletableFuture<Reply<byte[]>> call = pool.callAsync(
                    TestCall.ACTION,
                    TestCall.message(stack.calls.getLast().number, 0),
                    CallOptions.NONE.withResponseBuffer(buffer).withIdempotent(true));
            stack.world.runUntil(call::isDone, MINUTE);
            assertThat(buffer.position()).isEqualTo(25_000);
            assertThat(call.join().blob().remaining()).isEqualTo(20_000);
            assertThat(TestCall.isBlobOf(7, call.join().blob())).isTrue();
            stack.forgetLast();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void callCancelledInTheLineInFlightAndBetweenAttemptsEndsOnce() {
        PoolStack stack = stack(14).startAll();
        stack.clientConfig.window(1);
        stack.poolConfig.maxConnections(1);
        ClientPool pool = stack.clientPool();
        stack.server(0).neverAnswers();
        TestCall inFlight = stack.call();
        stack.world.runUntil(() -> stack.runs(inFlight) == 1, MINUTE);
        TestCall inLine = stack.call();
        assertThat(stack.futures.getLast().cancel(false)).isTrue();
        assertThat(inLine.dones).isEqualTo(1);
        assertThat(stack.futures.getFirst().cancel(false)).isTrue();
        assertThat(inFlight.dones).isEqualTo(1);
        stack.server(0).fails = () -> true;
        TestCall between = stack.call(Duration.ofSeconds(20), true);
        stack.world.runUntil(() -> pool.snapshot().betweenAttempts() == 1, MINUTE);
        assertThat(stack.futures.getLast().cancel(false)).isTrue();
        assertThat(between.dones).isEqualTo(1);
        stack.run(PoolStack.SECOND);
        assertThat(stack.runs(between)).isEqualTo(1);
        assertThat(pool.snapshot().underWay()).isZero();
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void closeEndsCallsInEveryPhase() {
        for (int seed = 0; seed < 20; seed++) {
            PoolStack stack = stack(seed).startAll();
            stack.clientConfig.window(4);
            stack.poolConfig.maxConnections(2);
            ClientPool pool = stack.clientPool();
            stack.server(0).neverAnswers().fails = stack.random::nextBoolean;
            for (int i = 0; i < 30; i++) {
                stack.call(Duration.ofSeconds(20), true);
            }
            stack.run(Duration.ofMillis(stack.random.nextInt(30)));
            pool.close();
            stack.finish(Duration.ofMillis(2));
            assertThat(stack.calls).noneMatch(TestCall::isAnswered);
            Stack.checkFailedWith(stack.call(), ErrorCode.UNREACHABLE, Outcome.NOT_SENT);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    /** After each single event on the way to the answer and beyond. */
    @Test
    void closeAtAnyMomentLeavesNothing() {
        for (int events = 0; events < 40; events++) {
            PoolStack stack = stack(events).startAll();
            stack.clientPool();
            TestCall call = stack.call();
            int last = events;
            int[] seen = {0};
            stack.world.runUntil(() -> seen[0]++ == last, MINUTE);
            stack.caller().close();
            stack.finish(PoolStack.SECOND);
            stack.run(PoolStack.SECOND);
            assertThat(call.dones).isEqualTo(1);
            assertThat(stack.clientNode.streams()).as("after %d events", events).isZero();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void shutdownFinishesWhatIsUnderWayAndRefusesTheRest() {
        PoolStack stack = stack(17).startAll();
        stack.clientConfig.window(2);
        stack.poolConfig.maxConnections(1);
        ClientPool pool = stack.clientPool();
        stack.server(0).answersAfter(Duration.ofMillis(100));
        for (int i = 0; i < 10; i++) {
            stack.call();
        }
        CompletableFuture<ShutdownReport> report = pool.shutdownAsync(Duration.ofSeconds(30));
        Stack.checkFailedWith(stack.call(), ErrorCode.UNREACHABLE, Outcome.NOT_SENT);
        stack.world.runUntil(report::isDone, Duration.ofSeconds(5));
        assertThat(report.join().completed()).isEqualTo(10);
        assertThat(report.join().refused()).isEqualTo(1);
        assertThat(report.join().clean()).isTrue();
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void shutdownBreaksOffWhenTimeIsUp() {
        PoolStack stack = stack(18).startAll();
        ClientPool pool = stack.clientPool();
        stack.server(0).neverAnswers();
        TestCall call = stack.call();
        CompletableFuture<ShutdownReport> report = pool.shutdownAsync(Duration.ofSeconds(3));
        stack.run(Duration.ofMillis(2_900));
        assertThat(report).isNotDone();
        stack.run(Duration.ofMillis(200));
        assertThat(report.join().aborted()).isEqualTo(1);
        assertThat(report.join().completed()).isZero();
        assertThat(call.dones).isEqualTo(1);
        stack.closeAndCheckLeaks();
    }

    /** R8: nothing comes back any more. */
    @Test
    void deadPeerIsFoundByThePingAndItsCallsEnd() {
        PoolStack stack = stack(19).startAll();
        stack.clientPool();
        stack.untilAnswered(MINUTE);
        stack.world.partition(stack.clientNode, stack.server(0).node);
        stack.world.partition(stack.server(0).node, stack.clientNode);
        TestCall call = stack.call(Duration.ofMinutes(5), false);
        stack.world.runUntil(call::isOver, Duration.ofSeconds(16));
        stack.world.heal(stack.clientNode, stack.server(0).node);
        stack.world.heal(stack.server(0).node, stack.clientNode);
        stack.untilAnswered(Duration.ofSeconds(40));
        stack.check();
        stack.closeAndCheckLeaks();
    }
}
