package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
    private static final long NEVER = Long.MAX_VALUE;

    private final InFlightLimit limit = new InFlightLimit(2);
    private final List<String> events = new ArrayList<>();

    private InFlightLimit.Waiter waiter(String name, long deadline, boolean takesPlace) {
        return new InFlightLimit.Waiter(deadline, takesPlace) {
            @Override
            void grant() {
                events.add(name);
            }

            @Override
            void fail(RpcException error) {
                events.add(name + " failed");
            }
        };
    }

    @Test
    void placesEndAtTheWindow() {
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        limit.release(1);
        assertThat(limit.tryAcquire()).isTrue();
    }

    @Test
    void waitersAreServedInTheirOrderAndNobodyOvertakes() {
        limit.tryAcquire();
        limit.tryAcquire();
        limit.join(waiter("a", NEVER, true));
        limit.join(waiter("b", NEVER, true));
        limit.join(waiter("c", NEVER, true));

        limit.release(2);
        assertThat(events).containsExactly("a", "b");
        assertThat(limit.tryAcquire()).as("c was there before").isFalse();
        limit.release(1);
        assertThat(events).containsExactly("a", "b", "c");
        assertThat(limit.inFlight()).isEqualTo(2);
    }

    @Test
    void whoOnlyAsksTakesNoPlace() {
        limit.tryAcquire();
        limit.tryAcquire();
        limit.join(waiter("ready", NEVER, false));
        limit.join(waiter("a", NEVER, true));

        limit.release(1);
        assertThat(events).containsExactly("ready", "a");
        assertThat(limit.inFlight()).isEqualTo(2);
    }

    @Test
    void aGrantThatGivesItsPlaceBackAtOnceServesTheWholeLineWithoutRecursion() {
        limit.tryAcquire();
        limit.tryAcquire();
        AtomicInteger granted = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            limit.join(new InFlightLimit.Waiter(NEVER, true) {
                @Override
                void grant() {
                    granted.incrementAndGet();
                    limit.release(1);
                }

                @Override
                void fail(RpcException error) {}
            });
        }
        limit.release(1);
        assertThat(granted).hasValue(100_000);
        assertThat(limit.inFlight()).isEqualTo(1);
    }

    @Test
    void theBoundCountsOnlyThoseWhoJoinedUnderIt() {
        limit.tryAcquire();
        limit.tryAcquire();
        for (int i = 0; i < 10; i++) {
            limit.join(waiter("parked", NEVER, true));
        }
        assertThat(limit.join(waiter("x", NEVER, true), 1)).isTrue();
        assertThat(limit.join(waiter("y", NEVER, true), 1)).isFalse();
        limit.release(2);
        limit.release(2);
        assertThat(limit.join(waiter("z", NEVER, true), 1)).isFalse();
        limit.takeAll();
        assertThat(limit.join(waiter("z", NEVER, true), 1)).isTrue();
    }

    @Test
    void overTheByteMarkNobodyIsServedUntilItIsLifted() {
        limit.block();
        assertThat(limit.tryAcquire()).isFalse();
        limit.join(waiter("a", NEVER, true));
        assertThat(events).isEmpty();
        limit.unblock();
        assertThat(events).containsExactly("a");
    }

    @Test
    void whoLeavesOrExpiresIsNotServed() {
        limit.tryAcquire();
        limit.tryAcquire();
        InFlightLimit.Waiter leaver = waiter("leaver", NEVER, true);
        InFlightLimit.Waiter late = waiter("late", 100, true);
        limit.join(leaver);
        limit.join(late);
        limit.join(waiter("c", NEVER, true));

        assertThat(limit.takeExpired(99)).isEmpty();
        assertThat(limit.takeExpired(100)).containsExactly(late);
        assertThat(limit.leave(leaver)).isTrue();
        assertThat(limit.leave(leaver)).isFalse();
        limit.release(1);
        assertThat(events).containsExactly("c");
    }

    /** Many threads take, wait and give back: no place is lost, none is given twice. */
    @Test
    void underContentionNoPlaceIsLostOrGivenTwice() throws InterruptedException {
        int threads = 64;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    acquire();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    limit.release(1);
                }
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 2);
        assertThat(limit.inFlight()).isZero();
        assertThat(limit.isIdle()).isTrue();
    }

    private void acquire() {
        if (limit.tryAcquire()) {
            return;
        }
        CallerWait wait = new CallerWait();
        limit.join(new InFlightLimit.Waiter(NEVER, true) {
            @Override
            void grant() {
                wait.signal();
            }

            @Override
            void fail(RpcException error) {}
        });
        wait.await();
    }
}
