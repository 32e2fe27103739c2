package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Redirect;
import org.razorrpc.stream.Strategy;

/** Servers that do not lead answer who does, as an error of the action's own type. */
class RedirectsTest extends PoolFixture {
    private static final int CALLS = 100;

    @BeforeEach
    void followTheirWord() {
        failoverConfig.redirects(error -> {
            Note elsewhere = error.value(Note.class);
            return elsewhere == null ? null : Redirect.goTo(elsewhere.text());
        });
    }

    private void lead(Member leader) {
        leader.leader = leader.address;
        members.forEach(member -> member.leader = leader.address);
    }

    private void assertAllGoTo(Member leader, FailoverPool pool) {
        for (int i = 0; i < CALLS; i++) {
            assertThat(pool.call(Member.LED, new Note(i, ""))).isEqualTo(new Note(i, leader.address));
        }
        assertThat(pool.leader()).isEqualTo(leader.address);
        assertThat(leader.ran).hasValue(CALLS);
        assertThat(ranInAll()).as("one was sent on, once").isEqualTo(CALLS + 1);
    }

    @Test
    void aKnownAddressIsFollowedAndRemembered() throws Exception {
        List<String> addresses = startMembers(3);
        lead(members.get(2));
        assertAllGoTo(members.get(2), failoverPool(Strategy.LEADER, addresses));
    }

    @Test
    void anUnknownAddressIsAddedAndFollowed() throws Exception {
        List<String> addresses = startMembers(3);
        lead(members.get(2));
        FailoverPool pool = failoverPool(Strategy.LEADER, addresses.subList(0, 2));
        assertAllGoTo(members.get(2), pool);
        assertThat(pool.addresses()).containsExactlyElementsOf(addresses);
    }

    @Test
    void noCallFailsWhenTheLeaderChangesUnderLoad() throws Exception {
        FailoverPool pool = failoverPool(Strategy.LEADER, startMembers(3));
        try (Load load = Load.start(pool, Member.LED, 16)) {
            for (int i = 0; i < 30; i++) {
                Member leader = members.get(i % 3);
                lead(leader);
                int before = load.answeredBy(leader.address);
                await().until(() -> load.answeredBy(leader.address) > before + 50);
                assertThat(pool.leader()).isEqualTo(leader.address);
            }
            load.stop();
            assertThat(load.failures).isEmpty();
        }
    }
}
