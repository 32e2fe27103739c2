package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.WireBuffer;

class InFlightCallsTest {
    private static final long NEVER = Long.MAX_VALUE;

    private final InFlightCalls calls = new InFlightCalls(4);

    /** A task that counts how often it was taken. */
    private static final class Counted implements ClientTask {
        private static final Action<byte[], byte[]> ACTION = Action.raw(1);
        private final AtomicInteger taken = new AtomicInteger();

        @Override
        public Action<?, ?> action() {
            return ACTION;
        }

        @Override
        public void encode(WireBuffer out) {}

        @Override
        public void decode(byte[] buf, int offset, int length) {}

        @Override
        public void done(@Nullable RpcException error) {}
    }

    @Test
    void aCallIsTakenOnce() {
        Counted task = new Counted();
        calls.add(1, task, NEVER);

        assertThat(calls.take(1)).isSameAs(task);
        assertThat(calls.take(1)).isNull();
    }

    @Test
    void anUnknownSeqTakesNothing() {
        calls.add(1, new Counted(), NEVER);

        assertThat(calls.take(17)).as("same slot, other call").isNull();
        assertThat(calls.take(2)).isNull();
        assertThat(calls.take(1)).isNotNull();
    }

    @Test
    void aSlowCallKeepsItsSlotAndTheNextOneForItGoesElsewhere() {
        Counted slow = new Counted();
        Counted quick = new Counted();
        calls.add(1, slow, NEVER);
        calls.add(17, quick, NEVER);

        assertThat(calls.take(17)).isSameAs(quick);
        assertThat(calls.take(1)).isSameAs(slow);
        assertThat(calls.take(17)).isNull();
    }

    @Test
    void aReusedTaskIsNotEndedByItsOldCallsTimeout() {
        Counted task = new Counted();
        calls.add(1, task, 100);
        assertThat(calls.take(1)).isSameAs(task);
        calls.add(2, task, NEVER);

        assertThat(calls.takeExpired(1000)).isEmpty();
        assertThat(calls.take(2)).isSameAs(task);
    }

    @Test
    void onlyWhatIsDueExpiresWhereverItIs() {
        Counted due = new Counted();
        Counted dueInOverflow = new Counted();
        calls.add(1, due, 100);
        calls.add(17, dueInOverflow, 100);
        calls.add(2, new Counted(), 101);
        calls.add(18, new Counted(), 101);

        assertThat(calls.takeExpired(100)).containsExactly(due, dueInOverflow);
        assertThat(calls.takeExpired(101)).hasSize(2);
    }

    @Test
    void deadlinesSurviveTheOverflowOfTheClock() {
        calls.add(1, new Counted(), Long.MIN_VALUE + 10);

        assertThat(calls.takeExpired(Long.MAX_VALUE - 10)).isEmpty();
        assertThat(calls.takeExpired(Long.MIN_VALUE + 10)).hasSize(1);
    }

    @Test
    void takeAboveSplitsWhatWasSentFromWhatWasNot() {
        List<Counted> tasks = IntStream.range(0, 6).mapToObj(i -> new Counted()).toList();
        for (int i = 0; i < 6; i++) {
            calls.add(i + 1, tasks.get(i), NEVER);
        }
        assertThat(calls.takeAbove(4)).containsExactly(tasks.get(4), tasks.get(5));
        assertThat(calls.takeAbove(0)).hasSize(4);
        assertThat(calls.takeAbove(0)).isEmpty();
    }

    @Test
    void aTaskIsFoundByItself() {
        Counted inRing = new Counted();
        Counted inOverflow = new Counted();
        calls.add(1, inRing, NEVER);
        calls.add(17, inOverflow, NEVER);

        assertThat(calls.take(inOverflow)).isTrue();
        assertThat(calls.take(inRing)).isTrue();
        assertThat(calls.take(inRing)).isFalse();
    }

    /** Adder, responses, timeouts and a closer at once: every call is taken by exactly one of them. */
    @Test
    void whoeverRacesEachCallIsTakenExactlyOnce() throws InterruptedException {
        int count = 200_000;
        Counted[] tasks =
                IntStream.rangeClosed(0, count).mapToObj(i -> new Counted()).toArray(Counted[]::new);
        AtomicLong added = new AtomicLong();
        CountDownLatch done = new CountDownLatch(3);
        Runnable responses = () -> {
            for (long seq = 1; seq <= count; seq++) {
                while (added.get() < seq) {
                    Thread.onSpinWait();
                }
                mark(calls.take(seq));
            }
            done.countDown();
        };
        Runnable sweeps = () -> {
            while (added.get() < count) {
                calls.takeExpired(added.get() - 3).forEach(InFlightCallsTest::mark);
            }
            done.countDown();
        };
        Thread.ofPlatform().start(responses);
        Thread.ofPlatform().start(responses);
        Thread.ofPlatform().start(sweeps);
        for (long seq = 1; seq <= count; seq++) {
            calls.add(seq, tasks[(int) seq], seq);
            added.set(seq);
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        calls.takeAbove(0).forEach(InFlightCallsTest::mark);

        assertThat(tasks).filteredOn(task -> task != tasks[0]).allMatch(task -> task.taken.get() == 1);
    }

    private static void mark(@Nullable ClientTask task) {
        if (task != null) {
            ((Counted) task).taken.incrementAndGet();
        }
    }
}
