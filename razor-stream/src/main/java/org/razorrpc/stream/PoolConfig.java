package org.razorrpc.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pool behaves towards one address, and how it retries. The defaults are right for most.
 *
 * @param client its connections, their runtime, codec and limits; {@code maxWaiting} bounds the asynchronous calls that wait for an
 *     address, and those of the pool that wait for their next attempt
 * @param maxConnections to an address at most; another is opened when all present ones are full. 1 to 1,024; default 4
 * @param idleTimeout a connection that carried no call for that long is closed; default 60 s
 * @param backoffMin the first delay before connecting again, or before another attempt at the same address, is random from 0 to
 *     this; default 100 ms
 * @param backoffMax each further delay is random from 0 to twice as much, and this at most; default 30 s. An address that
 *     was down for long is missed for that long, too, after its return
 * @param maxAttempts of a call, the first included; 1: none is retried. Waiting at an address that is taken out meanwhile is
 *     none. Default 3
 * @param retryTokens retries in advance of successes; 0: only those that cost nothing. Default 10
 * @param tokensPerSuccess what a successful call adds, up to {@code retryTokens}; 0 to 1, default 0.1
 * @param listener hears what happens; null: nobody does
 */
public record PoolConfig(
        ClientConfig client,
        int maxConnections,
        Duration idleTimeout,
        Duration backoffMin,
        Duration backoffMax,
        int maxAttempts,
        int retryTokens,
        double tokensPerSuccess,
        @Nullable PoolListener listener) {

    /** The defaults. */
    public static final PoolConfig DEFAULT = builder().build();

    public PoolConfig {
        Limits.atLeast("maxConnections", maxConnections, 1);
        Limits.atMost("maxConnections", maxConnections, 1_024);
        Durations.positive("idleTimeout", idleTimeout);
        Durations.positive("backoffMin", backoffMin);
        Durations.positive("backoffMax", backoffMax);
        if (backoffMin.compareTo(backoffMax) > 0) {
            throw new IllegalArgumentException(
                    "backoffMin is " + backoffMin + ", it must be at most backoffMax, which is " + backoffMax);
        }
        Limits.atLeast("maxAttempts", maxAttempts, 1);
        Limits.atLeast("retryTokens", retryTokens, 0);
        Limits.atMost("retryTokens", retryTokens, 1_000_000);
        if (!(tokensPerSuccess >= 0 && tokensPerSuccess <= 1)) {
            throw new IllegalArgumentException("tokensPerSuccess is " + tokensPerSuccess + ", it must be 0 to 1");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.client = client;
        builder.maxConnections = maxConnections;
        builder.idleTimeout = idleTimeout;
        builder.backoffMin = backoffMin;
        builder.backoffMax = backoffMax;
        builder.maxAttempts = maxAttempts;
        builder.retryTokens = retryTokens;
        builder.tokensPerSuccess = tokensPerSuccess;
        builder.listener = listener;
        return builder;
    }

    /** Collects values; {@link #build} checks them. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private ClientConfig client = ClientConfig.DEFAULT;
        private int maxConnections = 4;
        private Duration idleTimeout = Duration.ofSeconds(60);
        private Duration backoffMin = Duration.ofMillis(100);
        private Duration backoffMax = Duration.ofSeconds(30);
        private int maxAttempts = 3;
        private int retryTokens = 10;
        private double tokensPerSuccess = 0.1;
        private @Nullable PoolListener listener;

        private Builder() {}

        public Builder client(ClientConfig value) {
            client = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        public Builder backoffMin(Duration value) {
            backoffMin = value;
            return this;
        }

        public Builder backoffMax(Duration value) {
            backoffMax = value;
            return this;
        }

        public Builder maxAttempts(int value) {
            maxAttempts = value;
            return this;
        }

        public Builder retryTokens(int value) {
            retryTokens = value;
            return this;
        }

        public Builder tokensPerSuccess(double value) {
            tokensPerSuccess = value;
            return this;
        }

        public Builder listener(PoolListener value) {
            listener = value;
            return this;
        }

        /** @throws IllegalArgumentException naming the value that is out of range */
        public PoolConfig build() {
            return new PoolConfig(
                    client,
                    maxConnections,
                    idleTimeout,
                    backoffMin,
                    backoffMax,
                    maxAttempts,
                    retryTokens,
                    tokensPerSuccess,
                    listener);
        }
    }
}
