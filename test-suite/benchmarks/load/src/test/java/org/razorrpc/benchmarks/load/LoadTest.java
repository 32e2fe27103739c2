package org.razorrpc.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loads over something that answers on a thread of its own. */
@Timeout(60)
class LoadTest {
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ExecutorService answering = Executors.newSingleThreadExecutor();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    @AfterEach
    void end() {
        answering.close();
    }

    @Test
    void windowIsKeptFullAndNeverExceeded() throws Exception {
        PeerWork work = new PeerWork(PeerWork.Callers.SLOTS, 8, Payload.MESSAGE);
        try (Load load = work.over(() -> {}, (owner, bytes) -> new Echoed(owner, bytes, false), request -> request)) {
            long calls = load.run(RUN_NANOS) + load.run(RUN_NANOS);
            assertThat(calls).isEqualTo(answered.get()).isGreaterThanOrEqualTo(16);
            assertThat(mostInFlight).hasValue(8);
            assertThat(inFlight).hasValue(0);
        }
    }

    @Test
    void wrongAnswerFailsTheRun() {
        PeerWork work = new PeerWork(PeerWork.Callers.SLOTS, 2, Payload.MESSAGE);
        Load load = work.over(() -> {}, (owner, bytes) -> new Echoed(owner, bytes, true), request -> request);
        assertThatThrownBy(() -> load.run(RUN_NANOS)).hasMessageContaining("answered wrongly");
    }

    @Test
    void callersCallAndWait() throws Exception {
        for (PeerWork.Callers callers :
                new PeerWork.Callers[] {PeerWork.Callers.VIRTUAL_THREADS, PeerWork.Callers.PLATFORM_THREADS}) {
            try (Load load = load(new PeerWork(callers, 3, Payload.BLOB))) {
                assertThat(load.run(RUN_NANOS)).isGreaterThanOrEqualTo(3);
            }
        }
    }

    private static Load load(PeerWork work) {
        return work.over(
                () -> {},
                (owner, bytes) -> {
                    throw new AssertionError("no slots here");
                },
                Payload::answer);
    }

    @Test
    void wrongAnswerFailsTheCallersRun() {
        PeerWork work = new PeerWork(PeerWork.Callers.VIRTUAL_THREADS, 3, Payload.MESSAGE);
        try (Load load =
                work.over(() -> {}, (owner, bytes) -> new Echoed(owner, bytes, true), request -> new byte[1])) {
            assertThatThrownBy(() -> load.run(RUN_NANOS)).hasMessageContaining("answered wrongly");
        }
    }

    @Test
    void workReadsBackAsWritten() {
        PeerWork work = new PeerWork(PeerWork.Callers.VIRTUAL_THREADS, 128, Payload.BLOB);
        assertThat(PeerWork.parse(work.toArgument())).isEqualTo(work);
    }

    private final class Echoed extends PayloadSlot {
        private final boolean wrongly;

        Echoed(SlotLoad load, int bytes, boolean wrongly) {
            super(load, bytes);
            this.wrongly = wrongly;
        }

        @Override
        protected void send(byte[] request) {
            mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            answering.execute(() -> {
                inFlight.decrementAndGet();
                answered.incrementAndGet();
                answered(wrongly ? new byte[1] : request);
            });
        }
    }
}
