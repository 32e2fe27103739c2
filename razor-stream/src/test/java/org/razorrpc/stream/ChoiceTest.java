package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Choosing among addresses that nothing is known of. */
@Timeout(60)
final class ChoiceTest {
    private final PoolContext context = new PoolContext(PoolConfig.builder()
            .client(ClientConfig.builder()
                    .runtime(new InlineTestRuntime())
                    .codec(new TextTestCodec())
                    .build())
            .build());
    private final List<AddressConnections> three = List.of(address("a"), address("b"), address("c"));

    private AddressConnections address(String name) {
        return new AddressConnections(context, "mem://choice-" + name);
    }

    private static RandomGenerator always(long value) {
        return () -> value;
    }

    private List<AddressConnections> chosen(Choice choice, int many) {
        List<AddressConnections> chosen = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            chosen.add(choice.among(three, null, null));
        }
        return chosen;
    }

    /** The counter overflows in the middle. There an address may have its turn early, and that is all. */
    @Test
    void roundRobinGoesOnWhenItsCounterOverflows() {
        Choice choice = new Choice(Strategy.ROUND_ROBIN, always(Long.MAX_VALUE - 29));
        List<AddressConnections> before = chosen(choice, 30);
        List<AddressConnections> after = chosen(choice, 30);
        for (AddressConnections each : three) {
            assertThat(before).filteredOn(each::equals).hasSize(10);
            assertThat(after).filteredOn(each::equals).hasSize(10);
        }
    }

    @Test
    void clientsBeginWithDifferentServers() {
        List<AddressConnections> first = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            first.add(new Choice(Strategy.ROUND_ROBIN, always(i)).among(three, null, null));
        }
        assertThat(first).containsExactlyElementsOf(three);
    }

    @Test
    void leaderIsChosenAlwaysAndItsSuccessorInTheOrderOfTheListWhenItIsGone() {
        Choice choice = new Choice(Strategy.LEADER, always(0));
        assertThat(choice.among(three, three.get(1), null)).isSameAs(three.get(1));
        three.get(1).close();
        assertThat(choice.among(three, three.get(1), null)).isSameAs(three.get(2));
        three.get(2).close();
        assertThat(choice.among(three, three.get(1), null)).isSameAs(three.get(0));
        three.get(0).close();
        assertThat(choice.among(three, three.get(1), null)).isNull();
    }

    @Test
    void backoffStaysWithinItsBoundsForEveryNumberOfFailures() {
        long most = context.config.backoffMax().toNanos();
        long least = context.config.backoffMin().toNanos();
        for (int failures = 1; failures <= 1_000; failures++) {
            long bound = failures > 10 ? most : Math.min(most, least << failures - 1);
            for (int i = 0; i < 20; i++) {
                assertThat(context.backoff(failures)).isBetween(0L, bound);
            }
        }
    }
}
