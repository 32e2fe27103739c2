package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Strategy;

/** The addresses of a pool are replaced time and again while it carries calls that must not run twice. */
class AddressUpdatesTest extends PoolFixture {
    private static final int UPDATES = 100;

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void noCallNotices(Strategy strategy) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> all = new ArrayList<>(startMembers(4));
        FailoverPool pool = failoverPool(strategy, all);
        try (Load load = Load.start(pool, Member.WHO, 16)) {
            for (int i = 0; i < UPDATES; i++) {
                awaitAnswers(load, load.answered());
                Collections.shuffle(all, random);
                List<String> next = List.copyOf(all.subList(0, 1 + random.nextInt(all.size())));
                pool.updateAddresses(next);
                assertThat(pool.addresses()).isEqualTo(next);
            }
            String last = all.getFirst();
            pool.updateAddresses(List.of(last));
            load.stop();
            assertThat(load.failures).as("seed %d", seed).isEmpty();
            assertThat(load.answered()).isEqualTo(ranInAll());
            members.stream().filter(member -> !member.address.equals(last)).forEach(this::assertIsLeft);
            assertThat(pool.call(Member.WHO, new Note(1, "")).text()).isEqualTo(last);
        }
    }

    private static void awaitAnswers(Load load, int before) {
        await().until(() -> load.answered() > before + 50);
    }

    private void assertIsLeft(Member member) {
        await().untilAsserted(
                        () -> assertThat(member.server().stats().connections()).isZero());
    }
}
