package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Load under faults that the seed draws; then everything heals, every call has ended and every promise was kept. */
class ChaosTest {
    private static final int SEEDS_EACH = 30;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void whateverHappensEveryPromiseIsKept(int group) {
        for (int i = 0; i < SEEDS_EACH; i++) {
            run(group * SEEDS_EACH + i);
        }
    }

    private static void run(long seed) {
        RandomGenerator draw = new SimWorld(seed).random("plan");
        int buffer = 1 << 5 + draw.nextInt(12);
        Stack stack = new Stack(
                seed,
                LinkConfig.DEFAULT
                        .withBuffers(buffer, 1 << 5 + draw.nextInt(12))
                        .withLatency(Duration.ofNanos(draw.nextInt(20_000_000)))
                        .withBandwidth(1L << 17 + draw.nextInt(10)));
        stack.answersLate(Duration.ofMillis(1 + draw.nextInt(1_000)));
        stack.inline = draw.nextBoolean();
        stack.answerBlob = draw.nextInt(4) == 0 ? 1 + draw.nextInt(30_000) : 0;
        stack.clientConfig.window(draw.nextBoolean() ? 256 : 4).maxAbandoned(200);
        stack.connect();
        Faults faults = new Faults(stack, draw);
        try {
            for (int i = draw.nextInt(300); i > 0 && stack.client().isOpen(); i--) {
                offer(stack, draw);
                faults.maybe();
                stack.world.runFor(Duration.ofNanos(draw.nextInt(30_000_000)));
            }
            faults.heal();
            // A deadline, and what a pause may add to it.
            stack.finish(Duration.ofSeconds(25));
            stack.world.runFor(Duration.ofSeconds(20));
            stack.check();
            stack.closeAndCheckLeaks();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    private static void offer(Stack stack, RandomGenerator draw) {
        if (draw.nextInt(3) == 0) {
            stack.callAsync(Duration.ofMillis(50 + draw.nextInt(19_000)));
            return;
        }
        int blob = draw.nextInt(20) == 0 ? draw.nextInt(40_000) : 0;
        TestCall call = stack.call(draw.nextInt(100), blob, Duration.ofMillis(50 + draw.nextInt(19_000)));
        if (!stack.client().offer(call)) {
            stack.calls.removeLast();
            stack.runs.removeLast();
        }
    }

    /** Few kinds of fault a seed, each now and then. */
    private record Faults(Stack stack, RandomGenerator draw, boolean[] on) {

        Faults(Stack stack, RandomGenerator draw) {
            this(stack, draw, new boolean[5]);
            for (int i = 0; i < on.length; i++) {
                on[i] = draw.nextInt(3) == 0;
            }
        }

        void maybe() {
            int fault = draw.nextInt(on.length);
            if (!on[fault] || draw.nextInt(20) != 0) {
                return;
            }
            SimWorld world = stack.world;
            Duration lasting = Duration.ofMillis(draw.nextInt(8_000));
            boolean up = draw.nextBoolean();
            SimRuntime node = up ? stack.clientNode : stack.serverNode;
            SimPipe pipe = up ? stack.link().up() : stack.link().down();
            switch (fault) {
                case 0 -> stack.link().reset();
                case 1 -> pipe.cutAfter(pipe.read() + draw.nextInt(1_000));
                case 2 -> pipe.endAfter(pipe.read() + draw.nextInt(1_000));
                case 3 -> {
                    node.pause();
                    world.after(lasting, node::resume);
                }
                default -> {
                    pipe.block();
                    world.after(lasting, pipe::unblock);
                }
            }
        }

        void heal() {
            stack.clientNode.resume();
            stack.serverNode.resume();
            stack.link().heal();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sameSeedGivesTheSameTrace(long seed) {
        assertThat(trace(seed)).isEqualTo(trace(seed));
    }

    private static long trace(long seed) {
        Stack stack = new Stack(seed, LinkConfig.DEFAULT.withBuffers(500, 500)).answersLate(Duration.ofMillis(300));
        stack.connect();
        RandomGenerator draw = stack.world.random("plan");
        Faults faults = new Faults(stack, draw, new boolean[] {false, false, false, true, true});
        for (int i = 0; i < 200; i++) {
            offer(stack, draw);
            faults.maybe();
            stack.world.runFor(Duration.ofMillis(5));
        }
        faults.heal();
        stack.finish(Duration.ofSeconds(25));
        stack.check();
        return stack.world.traceHash();
    }
}
