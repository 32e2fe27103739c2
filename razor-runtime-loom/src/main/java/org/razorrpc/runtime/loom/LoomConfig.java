package org.razorrpc.runtime.loom;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a runtime on virtual threads behaves. The defaults are right for most.
 *
 * @param name the first part of its threads' names
 * @param executor runs what {@link org.razorrpc.stream.spi.RpcRuntime#execute} is given, never on the calling thread; the
 *     runtime does not shut it down. Null: a virtual thread each, which closing the runtime interrupts
 * @param platformReaders a platform thread a stream for its reading, in place of a virtual one: less delay with few streams,
 *     and a thread's stack and up to 192 KiB of direct memory for each
 * @param callerWrites whether {@link org.razorrpc.stream.spi.ByteStream#writeNow} may write on its caller's thread, which is
 *     the faster way. An interrupt that arrives in the microseconds while that thread is inside the write closes the stream
 *     (see {@link java.nio.channels.InterruptibleChannel}), an earlier or later one does not. False for programs that
 *     interrupt their callers often
 */
public record LoomConfig(String name, @Nullable Executor executor, boolean platformReaders, boolean callerWrites) {

    /** Named {@code razor-loom}, virtual threads for everything, callers write. */
    public static final LoomConfig DEFAULT = builder().build();

    public LoomConfig {
        Objects.requireNonNull(name, "name");
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects values. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private String name = "razor-loom";
        private @Nullable Executor executor;
        private boolean platformReaders;
        private boolean callerWrites = true;

        private Builder() {}

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder executor(Executor value) {
            executor = value;
            return this;
        }

        public Builder platformReaders(boolean value) {
            platformReaders = value;
            return this;
        }

        public Builder callerWrites(boolean value) {
            callerWrites = value;
            return this;
        }

        public LoomConfig build() {
            return new LoomConfig(name, executor, platformReaders, callerWrites);
        }
    }
}
