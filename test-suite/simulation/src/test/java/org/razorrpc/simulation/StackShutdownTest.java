package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.ShutdownReport;
import org.razorrpc.stream.spi.TransportConfig;

/** A server is drained, in virtual time. */
class StackShutdownTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration CALL = Duration.ofSeconds(15);

    /** Whatever the seed: what it had is answered, what comes later is refused and says so truly. */
    @Test
    void drainingAnswersWhatItHasRefusesTheRestAndEndsWithItsClient() {
        for (int seed = 0; seed < 100; seed++) {
            Stack stack = new Stack(seed, LinkConfig.DEFAULT.withBuffers(500, 300)).answersLate(Duration.ofSeconds(2));
            stack.inline = seed % 2 == 0;
            stack.connect();
            offer(stack, 40);
            stack.world.runFor(Stack.seconds(0.5));
            CompletableFuture<ShutdownReport> report = stack.server().shutdownAsync(MINUTE);
            offer(stack, 40);
            stack.finish(MINUTE);
            assertThat(report).as("seed %d: the client is still there", seed).isNotDone();
            stack.client().close();
            stack.world.runUntil(report::isDone, MINUTE);
            List<TestCall> refused =
                    stack.calls.stream().filter(call -> call.error != null).toList();
            refused.forEach(call -> Stack.checkFailedWith(call, ErrorCode.UNREACHABLE, Outcome.REFUSED));
            assertThat(refused).as("seed %d", seed).containsAll(stack.calls.subList(40, 80));
            assertThat(report.join().clean()).isTrue();
            assertThat(report.join().refused()).isEqualTo(refused.size());
            assertThat(report.join().took()).isLessThan(CALL);
            stack.check();
            stack.closeAndCheckLeaks();
        }
    }

    private static void offer(Stack stack, int count) {
        for (int i = 0; i < count; i++) {
            stack.offer(stack.random.nextInt(100), CALL);
        }
    }

    @Test
    void drainingEndsWhenTimeIsUp() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT).neverAnswers().connect();
        stack.offer(CALL);
        stack.offer(CALL);
        stack.world.runFor(Duration.ofSeconds(1));
        CompletableFuture<ShutdownReport> report = stack.server().shutdownAsync(Duration.ofSeconds(3));
        stack.world.runUntil(report::isDone, MINUTE);
        assertThat(report.join().took()).isBetween(Stack.seconds(3), Stack.seconds(3.01));
        assertThat(report.join())
                .isEqualTo(new ShutdownReport(0, 0, 2, report.join().took()));
        stack.finish(Duration.ofSeconds(1));
        stack.calls.forEach(call -> Stack.checkFailedWith(call, ErrorCode.IO, Outcome.UNKNOWN));
        stack.check();
        stack.closeAndCheckLeaks();
    }

    /** The rate leaves the second connection in the backlog, where closing the listener would reset it. */
    @Test
    void whoeverHadConnectedIsToldThatItsCallsDidNotRun() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT);
        stack.serverConfig.transportConfig(
                TransportConfig.builder().acceptsPerSecond(1).build());
        stack.connect();
        ClientStream first = stack.client();
        stack.connecting = ClientStream.connectAsync(Stack.ADDRESS, stack.clientConfig.build());
        stack.world.runUntil(() -> stack.connecting.isDone(), MINUTE);
        offer(stack, 5);
        stack.world.runFor(Duration.ofMillis(100));
        assertThat(stack.server().stats().connections()).isOne();
        CompletableFuture<ShutdownReport> report = stack.server().shutdownAsync(MINUTE);
        stack.finish(Duration.ofMillis(100));
        stack.calls.forEach(call -> Stack.checkFailedWith(call, ErrorCode.UNREACHABLE, Outcome.REFUSED));
        first.close();
        stack.client().close();
        stack.world.runUntil(report::isDone, MINUTE);
        assertThat(report.join().refused()).isEqualTo(5);
        stack.check();
        stack.closeAndCheckLeaks();
    }

    /** The next server binds the same address as soon as the first has let go of it, and takes the calls that it refused. */
    @Test
    void theNextServerTakesOverWhileTheFirstDrains() {
        Stack stack = new Stack(1, LinkConfig.DEFAULT).answersLate(Duration.ofSeconds(2));
        stack.connect();
        offer(stack, 10);
        stack.world.runFor(Duration.ofMillis(100));
        CompletableFuture<ShutdownReport> report = stack.server().shutdownAsync(MINUTE);
        TestCall refused = stack.offer(CALL);
        stack.world.runUntil(refused::isOver, MINUTE);
        Stack.checkFailedWith(refused, ErrorCode.UNREACHABLE, Outcome.REFUSED);
        ClientStream before = stack.client();
        stack.start();
        stack.world.runUntil(() -> stack.connecting.isDone(), MINUTE);
        TestCall again = stack.offer(CALL);
        stack.finish(MINUTE);
        assertThat(again.isAnswered()).isTrue();
        assertThat(stack.calls.subList(0, 10)).allMatch(TestCall::isAnswered);
        before.close();
        stack.world.runUntil(report::isDone, MINUTE);
        assertThat(report.join().completed()).isEqualTo(10);
        stack.check();
        stack.closeAndCheckLeaks();
    }
}
