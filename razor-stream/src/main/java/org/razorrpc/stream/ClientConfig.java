package org.razorrpc.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;

/**
 * How a client behaves. The defaults are right for most; sizes are in bytes.
 *
 * @param runtime used and not closed by the client; null: looked up by {@code runtimeName}, shared, closed with its last user
 * @param runtimeName null: the only one found
 * @param transport null: looked up by the address's scheme
 * @param codec null: looked up by {@code codecName}
 * @param codecName null: the only one found (never Kryo)
 * @param window calls in flight on a connection at most; 1 to 65,536
 * @param maxWaiting asynchronous calls that wait for the window at most; 0 or more
 * @param timeout a call's time from submission to its end, where neither it nor its action sets one
 * @param tick how often deadlines are checked
 * @param pingAfter a ping is sent after that long without a received byte
 * @param pingTimeout the connection is dead when no byte came that long after a ping
 * @param maxAbandoned calls that timed out or were cancelled and are still unanswered, before the connection is closed; 1 or more
 * @param highWaterMark outgoing bytes at which senders wait
 * @param lowWaterMark outgoing bytes below which they go on
 * @param autoFlush false: tasks go out on {@link ClientCaller#flush}, at 64 KiB, at the end of a read batch, or with a call, whichever comes first
 * @param trustRefusals false: a server's word that it did not run a call counts as UNKNOWN, for Rust servers that forward such words
 * @param clientId informational, in every request
 * @param callbackExecutor runs {@code done} and dependents; null: the connection's reader
 * @param interceptors the first is the outermost
 * @param transportConfig limits, timeouts and socket options of the connection
 */
public record ClientConfig(
        @Nullable RpcRuntime runtime,
        @Nullable String runtimeName,
        @Nullable Transport transport,
        @Nullable Codec codec,
        @Nullable String codecName,
        int window,
        int maxWaiting,
        Duration timeout,
        Duration tick,
        Duration pingAfter,
        Duration pingTimeout,
        int maxAbandoned,
        int highWaterMark,
        int lowWaterMark,
        boolean autoFlush,
        boolean trustRefusals,
        long clientId,
        @Nullable Executor callbackExecutor,
        List<ClientInterceptor> interceptors,
        TransportConfig transportConfig) {

    /** The defaults; runtime, codec and transport are the ones present. */
    public static final ClientConfig DEFAULT = builder().build();

    public ClientConfig {
        Limits.atLeast("window", window, 1);
        Limits.atLeast("maxWaiting", maxWaiting, 0);
        Limits.atMost("window", window, 65_536);
        Durations.positive("timeout", timeout);
        Durations.positive("tick", tick);
        Durations.positive("pingAfter", pingAfter);
        Durations.positive("pingTimeout", pingTimeout);
        Limits.atLeast("maxAbandoned", maxAbandoned, 1);
        Limits.atLeast("highWaterMark", highWaterMark, 1);
        Limits.atLeast("lowWaterMark", lowWaterMark, 1);
        interceptors = List.copyOf(interceptors);
        Limits.atMost("lowWaterMark", lowWaterMark, highWaterMark);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.runtime = runtime;
        builder.runtimeName = runtimeName;
        builder.transport = transport;
        builder.codec = codec;
        builder.codecName = codecName;
        builder.window = window;
        builder.maxWaiting = maxWaiting;
        builder.timeout = timeout;
        builder.tick = tick;
        builder.pingAfter = pingAfter;
        builder.pingTimeout = pingTimeout;
        builder.maxAbandoned = maxAbandoned;
        builder.highWaterMark = highWaterMark;
        builder.lowWaterMark = lowWaterMark;
        builder.autoFlush = autoFlush;
        builder.trustRefusals = trustRefusals;
        builder.clientId = clientId;
        builder.callbackExecutor = callbackExecutor;
        builder.interceptors = interceptors;
        builder.transportConfig = transportConfig;
        return builder;
    }

    /** Collects values; {@link #build} checks them. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private @Nullable RpcRuntime runtime;
        private @Nullable String runtimeName;
        private @Nullable Transport transport;
        private @Nullable Codec codec;
        private @Nullable String codecName;
        private int window = 128;
        private int maxWaiting = 1024;
        private Duration timeout = Duration.ofSeconds(20);
        private Duration tick = Duration.ofMillis(100);
        private Duration pingAfter = Duration.ofSeconds(10);
        private Duration pingTimeout = Duration.ofSeconds(5);
        private int maxAbandoned = 256;
        private int highWaterMark = 1 << 20;
        private int lowWaterMark = 512 << 10;
        private boolean autoFlush = true;
        private boolean trustRefusals = true;
        private long clientId = 0;
        private @Nullable Executor callbackExecutor;
        private List<ClientInterceptor> interceptors = List.of();
        private TransportConfig transportConfig = TransportConfig.DEFAULT;

        private Builder() {}

        public Builder runtime(RpcRuntime value) {
            runtime = value;
            return this;
        }

        public Builder runtimeName(String value) {
            runtimeName = value;
            return this;
        }

        public Builder transport(Transport value) {
            transport = value;
            return this;
        }

        public Builder codec(Codec value) {
            codec = value;
            return this;
        }

        public Builder codecName(String value) {
            codecName = value;
            return this;
        }

        public Builder window(int value) {
            window = value;
            return this;
        }

        public Builder maxWaiting(int value) {
            maxWaiting = value;
            return this;
        }

        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        public Builder tick(Duration value) {
            tick = value;
            return this;
        }

        public Builder pingAfter(Duration value) {
            pingAfter = value;
            return this;
        }

        public Builder pingTimeout(Duration value) {
            pingTimeout = value;
            return this;
        }

        public Builder maxAbandoned(int value) {
            maxAbandoned = value;
            return this;
        }

        public Builder highWaterMark(int value) {
            highWaterMark = value;
            return this;
        }

        public Builder lowWaterMark(int value) {
            lowWaterMark = value;
            return this;
        }

        public Builder autoFlush(boolean value) {
            autoFlush = value;
            return this;
        }

        public Builder trustRefusals(boolean value) {
            trustRefusals = value;
            return this;
        }

        public Builder clientId(long value) {
            clientId = value;
            return this;
        }

        public Builder callbackExecutor(Executor value) {
            callbackExecutor = value;
            return this;
        }

        public Builder interceptors(ClientInterceptor... values) {
            interceptors = List.of(values);
            return this;
        }

        public Builder transportConfig(TransportConfig value) {
            transportConfig = value;
            return this;
        }

        /** @throws IllegalArgumentException naming the value that is out of range */
        public ClientConfig build() {
            return new ClientConfig(
                    runtime,
                    runtimeName,
                    transport,
                    codec,
                    codecName,
                    window,
                    maxWaiting,
                    timeout,
                    tick,
                    pingAfter,
                    pingTimeout,
                    maxAbandoned,
                    highWaterMark,
                    lowWaterMark,
                    autoFlush,
                    trustRefusals,
                    clientId,
                    callbackExecutor,
                    interceptors,
                    transportConfig);
        }
    }
}
