package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final Plan PLAN = new Plan(1, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(60));

    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void endsWhenTwoRunsInARowAreTheSame() throws IOException {
        assertThat(warmUp(run -> run < 3 ? run * 100 : 310)).isTrue();
        assertThat(runs).hasValue(4);
    }

    @Test
    void endsUnsettledWhenItsTimeIsUp() throws IOException {
        assertThat(warmUp(run -> 1 << run)).isFalse();
        assertThat(runs).hasValue(6);
    }

    @Test
    void slowOneRunsItsTimeThoughItSeemsToBeWarm() throws IOException {
        assertThat(warmUp(run -> 100, Duration.ofMillis(80))).isTrue();
        assertThat(runs).hasValue(8);
    }

    @Test
    void slowOneIsWaitedForHalfAsLongAgain() throws IOException {
        assertThat(warmUp(run -> 1 << run, Duration.ofMillis(80))).isFalse();
        assertThat(runs).hasValue(12);
    }

    private boolean warmUp(IntToDoubleFunction speedOfRun) throws IOException {
        return warmUp(speedOfRun, Duration.ZERO);
    }

    private boolean warmUp(IntToDoubleFunction speedOfRun, Duration atLeast) throws IOException {
        return WarmUp.run(
                new Contender() {
                    @Override
                    public Figures run(Duration time) {
                        return Figures.of(speedOfRun.applyAsDouble(runs.incrementAndGet()), 1, 1);
                    }

                    @Override
                    public void close() {}
                },
                PLAN,
                atLeast);
    }
}
