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
 * @param busyStreams how many streams at a time, the first that have much to read, are read by a platform thread
 *     each, which is about twice as fast: at a stack, a selector and up to 192 KiB of direct memory for each. Zero or more
 * @param callerWrites whether {@link org.razorrpc.stream.spi.ByteStream#writeNow} may write on its caller's thread to a stream
 *     that is not busy, which is the faster way. An interrupt that arrives in the microseconds while that thread is inside the write closes the stream
 *     (see {@link java.nio.channels.InterruptibleChannel}), an earlier or later one does not. False for programs that
 *     interrupt their callers often
 */
public record LoomConfig(String name, @Nullable Executor executor, int busyStreams, boolean callerWrites) {

    /** Named {@code razor-loom}, a virtual thread a task, four busy streams a processor, callers write. */
    public static final LoomConfig DEFAULT = builder().build();

    public LoomConfig {
        Objects.requireNonNull(name, "name");
        if (busyStreams < 0) {
            throw new IllegalArgumentException("busyStreams is " + busyStreams + ", it must not be negative");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects values. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private String name = "razor-loom";
        private @Nullable Executor executor;
        private int busyStreams = Math.max(4, 4 * Runtime.getRuntime().availableProcessors());
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

        public Builder busyStreams(int value) {
            busyStreams = value;
            return this;
        }

        public Builder callerWrites(boolean value) {
            callerWrites = value;
            return this;
        }

        public LoomConfig build() {
            return new LoomConfig(name, executor, busyStreams, callerWrites);
        }
    }
}
