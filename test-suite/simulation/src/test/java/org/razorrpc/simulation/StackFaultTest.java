package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;

/** Reordering, cuts, resets, back-pressure and closing of the whole stack. */
class StackFaultTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void answersInAnyOrderReachTheirCalls() {
        for (int seed = 0; seed < 50; seed++) {
            Stack stack = new Stack(seed, LinkConfig.DEFAULT.withBuffers(500, 300)).answersLate(Duration.ofSeconds(2));
            stack.inline = seed % 2 == 0;
            stack.connect();
            for (int i = 0; i < 128; i++) {
                stack.offer(stack.random.nextInt(200), Duration.ofSeconds(10));
            }
            stack.finish(MINUTE);
            assertThat(stack.calls).as("seed %d", seed).allMatch(TestCall::isAnswered);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void steadyStreamOfReusedPlacesIsAnsweredWhole() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT.withBuffers(4_000, 4_000)).answersLate(Duration.ofMillis(20));
        stack.clientConfig.window(16);
        stack.connect();
        for (int i = 0; i < 16; i++) {
            next(stack);
        }
        stack.world.runUntil(() -> stack.calls.size() == 3_000 && stack.allOver(), MINUTE);
        assertThat(stack.calls).allMatch(TestCall::isAnswered);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    private static void next(Stack stack) {
        if (stack.calls.size() < 3_000) {
            TestCall call = stack.call(10, 0, Duration.ofSeconds(10));
            call.afterDone = () -> next(stack);
            assertThat(stack.client().offer(call)).isTrue();
        }
    }

    @Test
    void cutAtEveryByteOfTheWayThereKeepsEveryPromise() {
        cutAtEveryByte(true);
    }

    @Test
    void cutAtEveryByteOfTheWayBackKeepsEveryPromise() {
        cutAtEveryByte(false);
    }

    /** Four calls; the fault is a reset or an end of the stream, answers come at once or late, with a blob or none. */
    private static void cutAtEveryByte(boolean up) {
        for (int variant = 0; variant < 16; variant++) {
            int blob = (variant & 8) == 0 ? 0 : 10;
            int frame = (up ? 32 : 20) + 12 + blob;
            for (int at = 0; at <= 4 * frame; at++) {
                cut(variant, up, at, blob, frame);
            }
        }
    }

    private static void cut(int variant, boolean up, int at, int blob, int frame) {
        LinkConfig config = (variant & 4) == 0 ? LinkConfig.DEFAULT : LinkConfig.DEFAULT.withBuffers(30, 20);
        Stack stack = new Stack(variant, config);
        stack.answerBlob = up ? 0 : blob;
        if ((variant & 2) == 0) {
            stack.answersLate(Duration.ofMillis(5));
        }
        stack.connect();
        for (int i = 0; i < 4; i++) {
            stack.offer(8, up ? blob : 0, Duration.ofSeconds(10));
        }
        SimPipe pipe = up ? stack.link().up() : stack.link().down();
        if ((variant & 1) == 0) {
            pipe.cutAfter(at);
        } else {
            pipe.endAfter(at);
        }
        stack.finish(MINUTE);
        stack.world.runFor(Duration.ofSeconds(1));
        long answered = stack.calls.stream().filter(TestCall::isAnswered).count();
        if (up) {
            assertThat(answered).as("answered, cut at byte %d", at).isLessThanOrEqualTo(at / frame);
        } else {
            assertThat(answered).as("answered, cut at byte %d", at).isEqualTo(at / frame);
        }
        assertThat(stack.client().isOpen()).isFalse();
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void resetAtAnyTimeUnderLoadKeepsEveryPromise() {
        int unsent = 0;
        int unknown = 0;
        for (int seed = 0; seed < 300; seed++) {
            Stack stack = new Stack(
                            seed, LinkConfig.DEFAULT.withBuffers(400, 400).withBandwidth(1_000_000))
                    .answersLate(Duration.ofMillis(3));
            stack.inline = seed % 2 == 0;
            stack.answerBlob = seed % 3 * 1_000;
            stack.connect();
            stack.world.after(
                    Duration.ofNanos(stack.random.nextInt(15_000_000)),
                    () -> stack.link().reset());
            for (int i = 0; i < 100 && stack.client().isOpen(); i++) {
                int blob = stack.random.nextInt(10) == 0 ? 20_000 : stack.random.nextInt(3) * 10;
                stack.offer(stack.random.nextInt(100), blob, Duration.ofSeconds(10));
                stack.world.runFor(Duration.ofNanos(stack.random.nextInt(100_000)));
            }
            stack.finish(MINUTE);
            stack.world.runFor(Duration.ofSeconds(1));
            stack.check();
            stack.closeAndCheckLeaks();
            for (TestCall call : stack.calls) {
                unsent += call.error != null && call.error.outcome() == Outcome.NOT_SENT ? 1 : 0;
                unknown += call.error != null && call.error.outcome() == Outcome.UNKNOWN ? 1 : 0;
            }
        }
        assertThat(unsent).isGreaterThan(100);
        assertThat(unknown).isGreaterThan(100);
    }

    @Test
    void closeWithCallsInFlightFailsEachOnce() {
        for (int seed = 0; seed < 100; seed++) {
            Stack stack = new Stack(seed, LinkConfig.DEFAULT.withBuffers(500, 500)).neverAnswers();
            stack.connect();
            for (int i = 0; i < 128; i++) {
                stack.offer(20, Duration.ofSeconds(10));
            }
            stack.world.runFor(Duration.ofNanos(stack.random.nextInt(2_000_000)));
            stack.client().close();
            stack.finish(Duration.ofSeconds(1));
            assertThat(stack.calls).allMatch(call -> call.error != null && call.error.code() == ErrorCode.IO);
            assertThatThrownBy(() -> stack.client().offer(stack.call(0, 0, MINUTE)))
                    .isInstanceOfSatisfying(
                            RpcException.class,
                            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT));
            stack.calls.removeLast();
            stack.world.runFor(Duration.ofSeconds(1));
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    @Test
    void closedServerFailsCallsInFlightUnknown() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT).neverAnswers();
        stack.connect();
        for (int i = 0; i < 20; i++) {
            stack.offer(Duration.ofSeconds(10));
        }
        stack.world.runFor(Duration.ofSeconds(1));
        stack.server().close();
        stack.finish(Duration.ofSeconds(1));
        stack.calls.forEach(call -> Stack.checkFailedWith(call, ErrorCode.IO, Outcome.UNKNOWN));
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void slowReaderCostsTheServerBoundedMemoryAndIsCutOff() {
        int blob = 64 << 10;
        int buffers = 64 << 10;
        int high = 1 << 20;
        Stack stack = new Stack(1, LinkConfig.DEFAULT.withBuffers(buffers, buffers));
        stack.handler = (request, responder) ->
                responder.ok(Objects.requireNonNull(request.message()), Blob.of(new byte[blob]));
        stack.inline = true;
        stack.clientConfig.window(1024);
        stack.serverConfig.highWaterMark(high).lowWaterMark(high / 2);
        stack.connect();
        for (int i = 0; i < 1_000; i++) {
            stack.offer(Duration.ofSeconds(60));
        }
        stack.world.runFor(Duration.ofMillis(2));
        stack.clientNode.pause();
        stack.world.runFor(Duration.ofSeconds(5));
        long answered = stack.runs.stream().filter(run -> run > 0).count();
        assertThat(answered * blob).isBetween((long) high, stack.link().down().read() + high + 2L * buffers + 2 * blob);
        assertThat(stack.link().down().mostHeld()).isLessThanOrEqualTo(2 * buffers);
        assertThat(stack.server().stats().connections()).isEqualTo(1);
        stack.world.runFor(Duration.ofSeconds(15));
        assertThat(stack.server().stats().connections()).isZero();
        stack.clientNode.resume();
        stack.finish(MINUTE);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void slowReaderThatGoesOnGetsEverything() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT);
        stack.handler = (request, responder) ->
                responder.ok(Objects.requireNonNull(request.message()), Blob.of(new byte[64 << 10]));
        stack.inline = true;
        stack.clientConfig.window(1024);
        stack.connect();
        for (int i = 0; i < 200; i++) {
            stack.offer(Duration.ofSeconds(60));
        }
        for (int i = 0; i < 5; i++) {
            stack.world.runFor(Duration.ofMillis(10));
            stack.clientNode.pause();
            stack.world.runFor(Duration.ofSeconds(3));
            stack.clientNode.resume();
        }
        stack.finish(MINUTE);
        assertThat(stack.calls).allMatch(TestCall::isAnswered);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void windowAndLineBoundWhatIsUnderWay() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT).neverAnswers();
        stack.clientConfig.window(10).maxWaiting(5);
        stack.connect();
        List<TestCall> calls = IntStream.range(0, 20)
                .mapToObj(i -> stack.callAsync(Duration.ofSeconds(3)))
                .toList();
        assertThat(stack.client().offer(new TestCall(0, stack.clientNode, 0, 0, 0)))
                .isFalse();
        stack.world.runFor(Duration.ofSeconds(1));
        assertThat(stack.runs.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
        calls.subList(15, 20).forEach(call -> Stack.checkFailedWith(call, ErrorCode.OVERLOADED, Outcome.NOT_SENT));
        stack.finish(MINUTE);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void callsInTheLineFailUnsentWhenTheConnectionIsLost() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT).neverAnswers();
        stack.clientConfig.window(4);
        stack.connect();
        for (int i = 0; i < 10; i++) {
            stack.callAsync(Duration.ofSeconds(20));
        }
        stack.world.runFor(Duration.ofSeconds(1));
        stack.link().reset();
        stack.finish(Duration.ofSeconds(1));
        stack.calls.subList(0, 4).forEach(call -> Stack.checkFailedWith(call, ErrorCode.IO, Outcome.UNKNOWN));
        stack.calls
                .subList(4, 10)
                .forEach(call -> assertThat(call.error.outcome()).isEqualTo(Outcome.NOT_SENT));
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void callsThatUnwrittenBytesHoldBackFailUnsentWhenTheConnectionIsLost() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT.withBuffers(100, 100)).neverAnswers();
        stack.clientConfig.highWaterMark(1_000).lowWaterMark(500);
        stack.connect();
        stack.link().up().block();
        stack.offer(2_000, Duration.ofSeconds(20));
        for (int i = 0; i < 5; i++) {
            stack.callAsync(Duration.ofSeconds(20));
        }
        stack.world.runFor(Duration.ofSeconds(1));
        assertThat(stack.link().up().taken()).isEqualTo(100);
        stack.link().down().cutAfter(0);
        stack.finish(Duration.ofSeconds(1));
        Stack.checkFailedWith(stack.calls.getFirst(), ErrorCode.IO, Outcome.UNKNOWN);
        stack.calls.subList(1, 6).forEach(call -> Stack.checkFailedWith(call, ErrorCode.UNREACHABLE, Outcome.NOT_SENT));
        stack.link().heal();
        stack.world.runFor(Duration.ofSeconds(1));
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void blockingCallsAreRefusedWhereNothingCanBlock() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT).connect();
        assertThatThrownBy(() -> stack.client().call(TestCall.ACTION, new byte[4]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stack.client().shutdown(MINUTE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stack.server().shutdown(MINUTE)).isInstanceOf(IllegalStateException.class);
        stack.offer(Duration.ofSeconds(1));
        stack.finish(MINUTE);
        assertThat(stack.calls.getFirst().isAnswered()).isTrue();
        stack.check();
        stack.closeAndCheckLeaks();
    }

    @Test
    void sameSeedGivesTheSameTraceOfTheWholeStack() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(traceOfARun(seed)).isEqualTo(traceOfARun(seed)).isNotEqualTo(traceOfARun(seed + 1000));
        }
    }

    private static long traceOfARun(int seed) {
        Stack stack = new Stack(seed, LinkConfig.DEFAULT.withBuffers(300, 200)).answersLate(Duration.ofMillis(300));
        stack.connect();
        for (int i = 0; i < 60; i++) {
            stack.offer(stack.random.nextInt(50), Duration.ofMillis(200));
        }
        stack.world.after(Duration.ofMillis(150), () -> stack.clientNode.pause());
        stack.world.after(Duration.ofSeconds(9), () -> stack.clientNode.resume());
        stack.world.after(Duration.ofSeconds(15), () -> stack.link().reset());
        stack.world.runFor(Duration.ofSeconds(20));
        stack.check();
        stack.closeAndCheckLeaks();
        return stack.world.traceHash();
    }
}
