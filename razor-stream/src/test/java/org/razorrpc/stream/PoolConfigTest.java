package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is out of range is refused by its name. */
final class PoolConfigTest {

    private static void refused(String name, Runnable build) {
        assertThatThrownBy(build::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        refused("maxConnections", () -> PoolConfig.builder().maxConnections(0).build());
        refused(
                "idleTimeout",
                () -> PoolConfig.builder().idleTimeout(Duration.ZERO).build());
        refused(
                "backoffMin",
                () -> PoolConfig.builder().backoffMin(Duration.ZERO).build());
        refused(
                "backoffMin",
                () -> PoolConfig.builder().backoffMin(Duration.ofHours(1)).build());
        refused("maxAttempts", () -> PoolConfig.builder().maxAttempts(0).build());
        refused("retryTokens", () -> PoolConfig.builder().retryTokens(-1).build());
        refused(
                "tokensPerSuccess",
                () -> PoolConfig.builder().tokensPerSuccess(1.1).build());
        refused(
                "tokensPerSuccess",
                () -> PoolConfig.builder().tokensPerSuccess(Double.NaN).build());
        refused("refresh", () -> FailoverConfig.builder().refresh(Duration.ZERO).build());
    }

    @Test
    void defaultsAreThoseThatAreDocumented() {
        PoolConfig pool = PoolConfig.DEFAULT;
        assertThat(pool.maxConnections()).isEqualTo(4);
        assertThat(pool.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(pool.backoffMin()).isEqualTo(Duration.ofMillis(100));
        assertThat(pool.backoffMax()).isEqualTo(Duration.ofSeconds(30));
        assertThat(pool.maxAttempts()).isEqualTo(3);
        assertThat(pool.retryTokens()).isEqualTo(10);
        assertThat(pool.tokensPerSuccess()).isEqualTo(0.1);
        assertThat(FailoverConfig.DEFAULT.strategy()).isEqualTo(Strategy.ROUND_ROBIN);
        assertThat(FailoverConfig.DEFAULT.refresh()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void buildersStartFromWhatTheyAreMadeOf() {
        PoolConfig pool = PoolConfig.builder()
                .maxConnections(7)
                .idleTimeout(Duration.ofSeconds(1))
                .backoffMin(Duration.ofMillis(2))
                .backoffMax(Duration.ofMillis(3))
                .maxAttempts(9)
                .retryTokens(11)
                .tokensPerSuccess(0.5)
                .listener(new PoolListener() {})
                .build();
        assertThat(pool.toBuilder().build()).isEqualTo(pool);
        FailoverConfig failover = FailoverConfig.builder()
                .pool(pool)
                .strategy(Strategy.LEADER)
                .redirects(error -> null)
                .refresh(Duration.ofSeconds(5))
                .build();
        assertThat(failover.toBuilder().build()).isEqualTo(failover);
    }
}
