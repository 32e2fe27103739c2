package org.razorrpc.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.NameResolver;

/**
 * How a {@link FailoverPool} behaves. The defaults are right for most stateless services.
 *
 * @param pool its behaviour towards each address, and retries; {@code maxAttempts} and the budget are those of a call, whatever
 *     addresses it tries
 * @param strategy how it chooses among the addresses; default {@link Strategy#ROUND_ROBIN}
 * @param redirects reads from a failure where the call belongs; default {@link RedirectRule#NONE}
 * @param resolver looks up the name that the pool is created with; null: found by the name's scheme
 * @param refresh how often a resolver that has to ask asks again; default 30 s
 */
public record FailoverConfig(
        PoolConfig pool,
        Strategy strategy,
        RedirectRule redirects,
        @Nullable NameResolver resolver,
        Duration refresh) {

    /** The defaults. */
    public static final FailoverConfig DEFAULT = builder().build();

    public FailoverConfig {
        Durations.positive("refresh", refresh);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.pool = pool;
        builder.strategy = strategy;
        builder.redirects = redirects;
        builder.resolver = resolver;
        builder.refresh = refresh;
        return builder;
    }

    /** Collects values; {@link #build} checks them. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private PoolConfig pool = PoolConfig.DEFAULT;
        private Strategy strategy = Strategy.ROUND_ROBIN;
        private RedirectRule redirects = RedirectRule.NONE;
        private @Nullable NameResolver resolver;
        private Duration refresh = Duration.ofSeconds(30);

        private Builder() {}

        public Builder pool(PoolConfig value) {
            pool = value;
            return this;
        }

        public Builder strategy(Strategy value) {
            strategy = value;
            return this;
        }

        public Builder redirects(RedirectRule value) {
            redirects = value;
            return this;
        }

        public Builder resolver(NameResolver value) {
            resolver = value;
            return this;
        }

        public Builder refresh(Duration value) {
            refresh = value;
            return this;
        }

        /** @throws IllegalArgumentException naming the value that is out of range */
        public FailoverConfig build() {
            return new FailoverConfig(pool, strategy, redirects, resolver, refresh);
        }
    }
}
