package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Strategy;

/** How evenly each strategy spreads calls over three servers. Calls are held by the servers where what is in flight counts. */
class StrategiesTest extends PoolFixture {
    private static final int CALLS = 300;

    private void callOneByOne(FailoverPool pool) {
        for (int i = 0; i < CALLS; i++) {
            assertThat(pool.call(Member.WHO, new Note(i, "")).number()).isEqualTo(i);
        }
    }

    /** All are in flight at once, on connections that are there already: each choice sees all calls before it. */
    private void callAtOnce(FailoverPool pool) throws Exception {
        while (members.stream().anyMatch(member -> member.ran.get() == 0)) {
            pool.call(Member.WHO, new Note(0, "connects"));
        }
        members.forEach(member -> member.ran.set(0));
        List<CompletableFuture<Note>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(pool.callAsync(Member.HELD, new Note(i, "")));
        }
        members.forEach(Member::open);
        for (int i = 0; i < CALLS; i++) {
            assertThat(calls.get(i).get(SECONDS, TimeUnit.SECONDS).number()).isEqualTo(i);
        }
    }

    @Test
    void roundRobinAsksEachEquallyOften() throws Exception {
        callOneByOne(failoverPool(Strategy.ROUND_ROBIN, startMembers(3)));
        assertThat(members).allSatisfy(member -> assertThat(member.ran).hasValue(CALLS / 3));
    }

    @Test
    void leastInFlightHoldsEquallyManyAtEach() throws Exception {
        callAtOnce(failoverPool(Strategy.LEAST_IN_FLIGHT, startMembers(3)));
        assertThat(members).allSatisfy(member -> assertThat(member.ran).hasValue(CALLS / 3));
    }

    /**
     * Of two the busiest of three is never chosen, and the least busy one two times in three: the chance to be k off the mean falls as
     * e^-2k. With one choice at random the standard deviation would be 8.
     */
    @Test
    void twoChoicesHoldNearlyEquallyManyAtEach() throws Exception {
        callAtOnce(failoverPool(Strategy.POWER_OF_TWO, startMembers(3)));
        assertThat(ranInAll()).isEqualTo(CALLS);
        assertThat(members)
                .allSatisfy(member -> assertThat(member.ran.get()).isBetween(CALLS / 3 - 15, CALLS / 3 + 15));
    }

    @Test
    void allCallsGoToTheLeader() throws Exception {
        callOneByOne(failoverPool(Strategy.LEADER, startMembers(3)));
        assertThat(members.getFirst().ran).hasValue(CALLS);
        assertThat(ranInAll()).isEqualTo(CALLS);
    }

    @Test
    void aServerThatHoldsItsCallsIsLeftAloneByLeastInFlight() throws Exception {
        FailoverPool pool = failoverPool(Strategy.LEAST_IN_FLIGHT, startMembers(2));
        List<CompletableFuture<Note>> held = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            held.add(pool.callAsync(Member.HELD, new Note(i, "")));
        }
        Member slow = members.getFirst();
        Member quick = members.getLast();
        quick.open();
        await().untilAsserted(() ->
                assertThat(held.stream().filter(CompletableFuture::isDone)).hasSize(10));
        for (int i = 0; i < CALLS; i++) {
            assertThat(pool.call(Member.WHO, new Note(i, "")).text()).isEqualTo(quick.address);
        }
        assertThat(slow.ran).hasValue(10);
        slow.open();
        for (CompletableFuture<Note> call : held) {
            call.get(SECONDS, TimeUnit.SECONDS);
        }
    }
}
