package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;

/** Deadlines, pings and pauses of the whole stack, in virtual time. */
class StackTimeoutTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void callsTimeOutWithinATickAndNeverEarly() {
        for (int seed = 0; seed < 30; seed++) {
            Stack stack = new Stack(seed, LinkConfig.DEFAULT).neverAnswers();
            stack.clientConfig.window(1024).maxAbandoned(1024);
            stack.connect();
            for (int i = 0; i < 300; i++) {
                stack.offer(Duration.ofMillis(50 + stack.random.nextInt(19_950)));
                stack.world.runFor(Duration.ofMillis(stack.random.nextInt(20)));
            }
            stack.finish(MINUTE);
            for (TestCall call : stack.calls) {
                Stack.checkFailedWith(call, ErrorCode.TIMEOUT, Outcome.UNKNOWN);
                assertThat(call.took())
                        .as("seed %d, %s", seed, call)
                        .isBetween(call.timeoutNanos(), call.timeoutNanos() + 150_000_000);
            }
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void callsInTheLineTimeOutUnsent() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT).neverAnswers();
        stack.clientConfig.window(1);
        stack.connect();
        stack.offer(Duration.ofSeconds(5));
        TestCall waiting = stack.callAsync(Duration.ofSeconds(2));
        stack.world.runUntil(waiting::isOver, MINUTE);
        Stack.checkFailedWith(waiting, ErrorCode.TIMEOUT, Outcome.NOT_SENT);
        assertThat(waiting.took()).isBetween(2_000_000_000L, 2_150_000_000L);
        stack.finish(MINUTE);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void lateAnswerOfACallThatTimedOutIsDropped() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT);
        stack.handler = (request, responder) -> {
            responder.detach();
            stack.serverNode.schedule(3_000_000_000L, () -> responder.ok(request.message()));
        };
        stack.connect();
        stack.offer(Duration.ofSeconds(1));
        stack.world.runFor(Duration.ofSeconds(5));
        stack.offer(Duration.ofSeconds(5));
        stack.finish(MINUTE);
        Stack.checkFailedWith(stack.calls.getFirst(), ErrorCode.TIMEOUT, Outcome.UNKNOWN);
        assertThat(stack.calls.getLast().isAnswered()).isTrue();
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void connectionWithTooManyAbandonedCallsFinishesTheOthersAndCloses() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT);
        stack.handler = (request, responder) -> {
            responder.detach();
            if (TestCall.number(request.message()) == 0) {
                stack.serverNode.schedule(5_000_000_000L, () -> responder.ok(request.message()));
            }
        };
        stack.clientConfig.maxAbandoned(3);
        stack.connect();
        TestCall answered = stack.offer(Duration.ofSeconds(20));
        for (int i = 0; i < 4; i++) {
            stack.offer(Duration.ofSeconds(1));
        }
        stack.world.runFor(Duration.ofSeconds(2));
        assertThat(stack.client().isOpen()).isFalse();
        assertThat(stack.client().whenClosed()).isNotDone();
        assertThat(answered.isOver()).isFalse();
        stack.finish(MINUTE);
        assertThat(answered.isAnswered()).isTrue();
        stack.world.runFor(Duration.ofSeconds(1));
        assertThat(stack.client().whenClosed()).isDone();
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void pausedClientReadsWhatWaitsAndTimesNothingOut() {
        for (int seed = 0; seed < 100; seed++) {
            Stack stack = new Stack(seed, LinkConfig.DEFAULT).answersLate(Duration.ofSeconds(10));
            stack.connect();
            for (int i = 0; i < 100; i++) {
                stack.offer(Duration.ofSeconds(20));
            }
            stack.world.runFor(Duration.ofMillis(stack.random.nextInt(3_000)));
            stack.clientNode.pause();
            stack.world.runFor(Duration.ofSeconds(25));
            stack.clientNode.resume();
            stack.finish(MINUTE);
            assertThat(stack.calls).as("seed %d", seed).allMatch(TestCall::isAnswered);
            assertThat(stack.client().isOpen()).isTrue();
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void pausedClientWhoseServerIsMuteTimesOutSoonAfterItGoesOn() {
        for (int seed = 0; seed < 20; seed++) {
            Stack stack = new Stack(seed, LinkConfig.DEFAULT).neverAnswers();
            stack.connect();
            stack.offer(Duration.ofSeconds(20));
            stack.world.runFor(Duration.ofSeconds(1));
            stack.clientNode.pause();
            stack.world.runFor(Duration.ofSeconds(25));
            stack.clientNode.resume();
            stack.finish(Duration.ofMillis(1_300));
            Stack.checkFailedWith(stack.calls.getFirst(), ErrorCode.TIMEOUT, Outcome.UNKNOWN);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void pausedServerAnswersLateAndNothingIsLost() {
        for (int seed = 0; seed < 50; seed++) {
            Stack stack = new Stack(seed, LinkConfig.DEFAULT).answersLate(Duration.ofMillis(500));
            stack.clientConfig.pingAfter(Duration.ofSeconds(60));
            stack.connect();
            for (int i = 0; i < 50; i++) {
                stack.offer(Duration.ofSeconds(50));
            }
            stack.world.runFor(Duration.ofMillis(stack.random.nextInt(600)));
            stack.serverNode.pause();
            stack.world.runFor(Duration.ofSeconds(25));
            stack.serverNode.resume();
            stack.finish(MINUTE);
            assertThat(stack.calls).as("seed %d", seed).allMatch(TestCall::isAnswered);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void quietConnectionLivesByItsPings() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT);
        stack.connect();
        stack.world.runFor(Duration.ofMinutes(30));
        assertThat(stack.client().isOpen()).isTrue();
        assertThat(stack.link().up().taken()).isGreaterThan(30 * 32);
        stack.offer(Duration.ofSeconds(1));
        stack.finish(MINUTE);
        assertThat(stack.calls.getFirst().isAnswered()).isTrue();
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void blackHoleIsFoundByThePingAndFailsTheCalls() {
        for (int direction = 0; direction < 3; direction++) {
            Stack stack = new Stack(direction, LinkConfig.DEFAULT).neverAnswers();
            stack.connect();
            if (direction != 1) {
                stack.link().up().block();
            }
            if (direction != 0) {
                stack.link().down().block();
            }
            TestCall shorter = stack.offer(Duration.ofSeconds(3));
            TestCall longer = stack.offer(Duration.ofSeconds(60));
            stack.finish(Duration.ofSeconds(17));
            Stack.checkFailedWith(shorter, ErrorCode.TIMEOUT, Outcome.UNKNOWN);
            Stack.checkFailedWith(longer, ErrorCode.IO, Outcome.UNKNOWN);
            assertThat(longer.took()).isLessThan(16_000_000_000L);
            assertThat(stack.client().isOpen()).isFalse();
            stack.link().heal();
            stack.world.runFor(Duration.ofSeconds(5));
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void connectIntoABlackHoleFailsUnsentAtItsTimeout() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT);
        stack.world.partition(stack.clientNode, stack.serverNode);
        stack.start();
        stack.world.runUntil(() -> stack.connecting.isDone(), Duration.ofSeconds(11));
        assertThat(stack.world.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(stack.connecting.exceptionNow()).isInstanceOfSatisfying(RpcException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        });
        stack.closeAndCheckLeaks();
    }
}
