package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenScheduleTest {
    private static final long START = 5_000;

    private long now = START;
    private final List<Long> slept = new ArrayList<>();

    @Test
    void callsAreDueAtASteadyRate() {
        OpenSchedule schedule = schedule(1e6);
        assertThat(schedule.awaitNext()).isEqualTo(START);
        assertThat(schedule.awaitNext()).isEqualTo(START + 1000);
        assertThat(schedule.awaitNext()).isEqualTo(START + 2000);
        assertThat(slept).containsExactly(1000L, 1000L);
    }

    @Test
    void callThatIsLateWasDueAtItsOwnTimeAndIsNotWaitedFor() {
        OpenSchedule schedule = schedule(1e6);
        schedule.awaitNext();
        now += 2500;
        assertThat(schedule.awaitNext()).isEqualTo(START + 1000);
        assertThat(schedule.awaitNext()).isEqualTo(START + 2000);
        assertThat(slept).isEmpty();
        assertThat(schedule.awaitNext()).isEqualTo(START + 3000);
        assertThat(slept).containsExactly(500L);
    }

    @Test
    void sleepThatEndsEarlyIsGoneOnWith() {
        OpenSchedule schedule = new OpenSchedule(
                () -> now,
                nanos -> {
                    slept.add(nanos);
                    now += (nanos + 1) / 2;
                },
                1e6);
        schedule.awaitNext();
        assertThat(schedule.awaitNext()).isEqualTo(START + 1000);
        assertThat(now).isEqualTo(START + 1000);
        assertThat(slept).startsWith(1000L, 500L, 250L);
    }

    @Test
    void rateThatIsNoWholeNumberOfNanosecondsDoesNotDrift() {
        OpenSchedule schedule = schedule(3);
        long last = 0;
        for (int i = 0; i <= 3_000; i++) {
            last = schedule.awaitNext();
        }
        assertThat(last).isEqualTo(START + 1_000_000_000_000L);
    }

    @Test
    void endIsByTheTimeWhenCallsAreDue() {
        OpenSchedule schedule = schedule(1e6);
        int calls = 0;
        while (schedule.hasNextWithin(10_000)) {
            schedule.awaitNext();
            calls++;
        }
        assertThat(calls).isEqualTo(10);
    }

    private OpenSchedule schedule(double rate) {
        return new OpenSchedule(
                () -> now,
                nanos -> {
                    slept.add(nanos);
                    now += nanos;
                },
                rate);
    }
}
