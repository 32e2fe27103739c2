package org.razorrpc.stream;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;

/**
 * How a server behaves. The defaults are right for most; sizes are in bytes.
 *
 * @param runtime used and not closed by the server; null: looked up by {@code runtimeName}, shared, closed with its last user
 * @param runtimeName null: the only one found
 * @param transport null: looked up by the address's scheme
 * @param codecs the codecs whose formats are accepted, besides those of {@code codecNames}; both empty: the only one found
 * @param codecNames codecs to look up
 * @param maxInFlight requests of a connection being handled, at which it stops being read
 * @param resumeInFlight requests at which it is read again
 * @param maxConnections connections of all listeners; what comes above is closed
 * @param maxConnectionsPerAddress connections of one remote IP address
 * @param firstByteTimeout an accepted connection that sent nothing yet is closed after that long (5 s above 80 % of the connections)
 * @param idleTimeout a connection with nothing in flight is closed after that long without a received byte
 * @param answerTimeout a detached request without an answer is answered {@code rpc_internal_err} after that long
 * @param tick how often timeouts are checked
 * @param highWaterMark outgoing bytes at which a connection stops being read
 * @param lowWaterMark outgoing bytes below which it is read again
 * @param hardWaterMark outgoing bytes at which a responder waits where it may
 * @param minDrainRate bytes a second, over 10 s above the high mark, below which a slow reader is cut off; 0: never
 * @param interceptors the first is the outermost
 * @param transportConfig limits, timeouts and socket options of the connections
 */
public record ServerConfig(
        @Nullable RpcRuntime runtime,
        @Nullable String runtimeName,
        @Nullable Transport transport,
        List<Codec> codecs,
        List<String> codecNames,
        int maxInFlight,
        int resumeInFlight,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration firstByteTimeout,
        Duration idleTimeout,
        Duration answerTimeout,
        Duration tick,
        int highWaterMark,
        int lowWaterMark,
        int hardWaterMark,
        int minDrainRate,
        List<ServerInterceptor> interceptors,
        TransportConfig transportConfig) {

    /** The defaults; runtime, codec and transport are the ones present. */
    public static final ServerConfig DEFAULT = builder().build();

    public ServerConfig {
        codecs = List.copyOf(codecs);
        codecNames = List.copyOf(codecNames);
        Limits.atLeast("maxInFlight", maxInFlight, 1);
        Limits.atLeast("resumeInFlight", resumeInFlight, 0);
        Limits.atLeast("maxConnections", maxConnections, 1);
        Limits.atLeast("maxConnectionsPerAddress", maxConnectionsPerAddress, 1);
        Durations.positive("firstByteTimeout", firstByteTimeout);
        Durations.positive("idleTimeout", idleTimeout);
        Durations.positive("answerTimeout", answerTimeout);
        Durations.positive("tick", tick);
        Limits.atLeast("highWaterMark", highWaterMark, 1);
        Limits.atLeast("lowWaterMark", lowWaterMark, 1);
        Limits.atLeast("hardWaterMark", hardWaterMark, 1);
        Limits.atLeast("minDrainRate", minDrainRate, 0);
        interceptors = List.copyOf(interceptors);
        Limits.atMost("lowWaterMark", lowWaterMark, highWaterMark);
        Limits.atMost("resumeInFlight", resumeInFlight, maxInFlight);
        Limits.atMost("highWaterMark", highWaterMark, hardWaterMark);
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
        builder.codecs = codecs;
        builder.codecNames = codecNames;
        builder.maxInFlight = maxInFlight;
        builder.resumeInFlight = resumeInFlight;
        builder.maxConnections = maxConnections;
        builder.maxConnectionsPerAddress = maxConnectionsPerAddress;
        builder.firstByteTimeout = firstByteTimeout;
        builder.idleTimeout = idleTimeout;
        builder.answerTimeout = answerTimeout;
        builder.tick = tick;
        builder.highWaterMark = highWaterMark;
        builder.lowWaterMark = lowWaterMark;
        builder.hardWaterMark = hardWaterMark;
        builder.minDrainRate = minDrainRate;
        builder.interceptors = interceptors;
        builder.transportConfig = transportConfig;
        return builder;
    }

    /** Collects values; {@link #build} checks them. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private @Nullable RpcRuntime runtime;
        private @Nullable String runtimeName;
        private @Nullable Transport transport;
        private List<Codec> codecs = List.of();
        private List<String> codecNames = List.of();
        private int maxInFlight = 1024;
        private int resumeInFlight = 768;
        private int maxConnections = 10000;
        private int maxConnectionsPerAddress = 1000;
        private Duration firstByteTimeout = Duration.ofSeconds(120);
        private Duration idleTimeout = Duration.ofSeconds(120);
        private Duration answerTimeout = Duration.ofSeconds(60);
        private Duration tick = Duration.ofMillis(100);
        private int highWaterMark = 1 << 20;
        private int lowWaterMark = 512 << 10;
        private int hardWaterMark = 32 << 20;
        private int minDrainRate = 16 << 10;
        private List<ServerInterceptor> interceptors = List.of();
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

        public Builder codecs(Codec... values) {
            codecs = List.of(values);
            return this;
        }

        public Builder codecNames(String... values) {
            codecNames = List.of(values);
            return this;
        }

        public Builder maxInFlight(int value) {
            maxInFlight = value;
            return this;
        }

        public Builder resumeInFlight(int value) {
            resumeInFlight = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder maxConnectionsPerAddress(int value) {
            maxConnectionsPerAddress = value;
            return this;
        }

        public Builder firstByteTimeout(Duration value) {
            firstByteTimeout = value;
            return this;
        }

        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        public Builder answerTimeout(Duration value) {
            answerTimeout = value;
            return this;
        }

        public Builder tick(Duration value) {
            tick = value;
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

        public Builder hardWaterMark(int value) {
            hardWaterMark = value;
            return this;
        }

        public Builder minDrainRate(int value) {
            minDrainRate = value;
            return this;
        }

        public Builder interceptors(ServerInterceptor... values) {
            interceptors = List.of(values);
            return this;
        }

        public Builder transportConfig(TransportConfig value) {
            transportConfig = value;
            return this;
        }

        /** @throws IllegalArgumentException naming the value that is out of range */
        public ServerConfig build() {
            return new ServerConfig(
                    runtime,
                    runtimeName,
                    transport,
                    codecs,
                    codecNames,
                    maxInFlight,
                    resumeInFlight,
                    maxConnections,
                    maxConnectionsPerAddress,
                    firstByteTimeout,
                    idleTimeout,
                    answerTimeout,
                    tick,
                    highWaterMark,
                    lowWaterMark,
                    hardWaterMark,
                    minDrainRate,
                    interceptors,
                    transportConfig);
        }
    }
}
