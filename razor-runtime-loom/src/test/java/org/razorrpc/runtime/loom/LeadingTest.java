package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers who read for themselves in place of a busy stream's reader. */
@Timeout(60)
class LeadingTest {

    private final LoomRuntime runtime = Modes.ALWAYS_BUSY.runtime();
    private final LoomRuntime peersRuntime = Modes.QUIET.runtime();
    private final Peer caller = new Peer(runtime);
    private final Answering peer = new Answering(peersRuntime);
    private long leadingCalls;

    /** Sends back as many bytes as come, unless told not to. */
    private static final class Answering extends Peer {
        private volatile boolean silent;
        private long answered;

        Answering(LoomRuntime runtime) {
            super(runtime);
        }

        @Override
        public void onReadEnd() {
            if (!silent && received > answered) {
                send(received - answered);
                answered = received;
            }
        }

        /** Answers what came while it was silent. */
        void speak() {
            silent = false;
            stream().pauseReading();
            stream().resumeReading();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        StreamModesTest.pair(caller, peer);
    }

    @AfterEach
    void close() {
        runtime.close();
        peersRuntime.close();
    }

    @Test
    void aCallerInALoopReadsHisAnswersByHimself() {
        leadOnce();
        int led = 0;
        for (int i = 0; i < 1_000; i++) {
            call();
            led += caller.reader == Thread.currentThread() ? 1 : 0;
        }
        assertThat(led).isPositive();
        assertThat(runtime.mayBlock()).isTrue();
    }

    @Test
    void theReaderLooksAfterAStreamThatACallerHasLeft() {
        leadOnce();
        peer.send(10);
        long expected = caller.received + 10;
        caller.awaitReceived(expected);
        assertThat(caller.reader).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aRequestOfAnotherThreadIsAnsweredAfterTheLeadersEnd() throws Exception {
        leadOnce();
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 200; i++) {
                caller.send(1);
                LockSupport.parkNanos(1_000);
            }
        });
        for (int i = 0; i < 1_000; i++) {
            long before = caller.received;
            caller.append(1);
            callUntil(() -> caller.received > before);
        }
        other.join();
        long all = 1_200 + leadingCalls;
        caller.awaitReceived(all);
    }

    @Test
    void anInterruptEndsTheLeadAndHarmsNothing() throws Exception {
        leadOnce();
        for (int i = 0; i < 20; i++) {
            peer.silent = true;
            long before = caller.received;
            CountDownLatch ended = new CountDownLatch(1);
            AtomicBoolean flagKept = new AtomicBoolean();
            Thread thread = Thread.ofPlatform().start(() -> {
                caller.append(1);
                while (!Thread.currentThread().isInterrupted()) {
                    caller.stream().writeAndRead(() -> false);
                }
                flagKept.set(Thread.currentThread().isInterrupted());
                ended.countDown();
            });
            peer.eventually(() -> peer.received == before + 1);
            thread.interrupt();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(flagKept).isTrue();
            peer.speak();
            caller.awaitReceived(before + 1);
            leadOnce();
        }
    }

    @Test
    void aCloseWhileACallerLeadsEndsHisLeadAndIsReported() throws Exception {
        leadOnce();
        peer.silent = true;
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            caller.append(1);
            while (!caller.stream().isClosing()) {
                caller.stream().writeAndRead(() -> false);
            }
            ended.countDown();
        });
        long sent = leadingCalls;
        peer.eventually(() -> peer.received > sent);
        caller.stream().close();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(caller.awaitClosed().cause).isNull();
    }

    @Test
    void thePeersEndIsSeenWhileNobodyLeads() throws Exception {
        leadOnce();
        peer.stream().close();
        caller.awaitClosed();
    }

    @Test
    void aPauseInALeadersCallbackHoldsAndAResumeGoesOn() {
        leadOnce();
        caller.stream().pauseReading();
        long before = caller.received;
        caller.append(1);
        caller.stream().writeAndRead(() -> false);
        peer.eventually(() -> peer.received == leadingCalls + 1);
        assertThat(caller.received).isEqualTo(before);
        caller.stream().resumeReading();
        caller.awaitReceived(before + 1);
    }

    @Test
    void aVirtualThreadDoesNotLead() throws Exception {
        leadOnce();
        AtomicInteger calls = new AtomicInteger();
        Thread thread = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 50; i++) {
                call();
                calls.addAndGet(caller.reader != Thread.currentThread() ? 1 : 0);
            }
        });
        thread.join();
        assertThat(calls).hasValue(50);
    }

    /** Calls until the current thread has read an answer. */
    private void leadOnce() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        do {
            call();
            assertThat(System.nanoTime() - deadline).as("never led").isNegative();
        } while (Objects.requireNonNull(caller.reader) != Thread.currentThread());
    }

    private void call() {
        long expected = caller.received + 1;
        leadingCalls++;
        caller.append(1);
        callUntil(() -> caller.received >= expected);
        assertThat(caller.wrong).isNull();
    }

    private void callUntil(BooleanSupplier done) {
        caller.stream().writeAndRead(done);
        caller.eventually(done);
    }
}
