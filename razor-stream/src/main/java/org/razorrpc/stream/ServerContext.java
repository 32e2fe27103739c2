package org.razorrpc.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/** What all connections of one server share. */
final class ServerContext {
    /** So that sums and differences of times stay far from where a long wraps. */
    private static final long MAX_NANOS = Long.MAX_VALUE / 4;

    final ServerConfig config;
    final RpcRuntime runtime;
    final InterceptorChain interceptors;
    final ServerCounters counters = new ServerCounters();
    /** For protocol violations, which are logged at most once a connection besides. */
    final LogLimit violations;
    /** For what users' code does wrong in a call, which may happen in every one. */
    final LogLimit failures;

    final long answerTimeoutNanos;
    final long idleTimeoutNanos;
    private final @Nullable Codec[] codecs = new Codec[256];
    /** Further requests are refused. */
    volatile boolean draining;

    ServerContext(ServerConfig config, RpcRuntime runtime, List<Codec> accepted) {
        this.config = config;
        this.runtime = runtime;
        interceptors = new InterceptorChain(config.interceptors());
        violations = new LogLimit(runtime.nanoTime());
        failures = new LogLimit(runtime.nanoTime());
        answerTimeoutNanos = Math.min(MAX_NANOS, Durations.nanos(config.answerTimeout()));
        idleTimeoutNanos = Math.min(MAX_NANOS, Durations.nanos(config.idleTimeout()));
        for (Codec codec : accepted) {
            Codec other = codecs[codec.formatId()];
            if (other != null) {
                throw new IllegalStateException("codecs " + other.name() + " and " + codec.name()
                        + " have the same format " + codec.formatId() + "; accept one of them");
            }
            codecs[codec.formatId()] = codec;
        }
    }

    /** The codec of a header's format byte; null: not accepted. */
    @Nullable
    Codec codec(int format) {
        return codecs[format];
    }
}
