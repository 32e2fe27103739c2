package org.razorrpc.runtime.netty;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a Netty runtime is built. All its threads are daemons: they do not keep the JVM alive.
 *
 * @param ioThreads event loops, each with a thread of its own that starts with its first connection; 1 or more
 * @param transport what sockets and readiness are built on
 * @param virtualThreads whether {@code execute} runs each task on a virtual thread, or else on a growing pool of platform
 *     threads; without effect when {@code executor} is given
 * @param executor runs the tasks of {@code execute}; stays the caller's to shut down. Null: the runtime has its own
 * @param name prefix of the names of all threads
 */
public record NettyConfig(
        int ioThreads,
        Transport transport,
        boolean virtualThreads,
        @Nullable Executor executor,
        String name) {

    /** An event loop a processor, {@link Transport#AUTO}, virtual threads. */
    public static final NettyConfig DEFAULT = builder().build();

    /**
     * What sockets and readiness are built on. A {@link org.razorrpc.stream.spi.ListeningSocket} and what it accepts are {@link #NIO}
     * on each of them, on further event loops, which are opened with the first of the kind: nobody can watch a channel of the JDK
     * but the JDK.
     */
    public enum Transport {
        /** {@link #EPOLL} where its native library can be loaded, {@link #NIO} elsewhere. */
        AUTO,
        /** Linux, with Netty's native library. */
        EPOLL,
        /** What the JDK has, on every platform. */
        NIO,
        /**
         * Linux 5.19 or later: io_uring in the place of epoll. {@link #AUTO} never chooses it. It needs two more artifacts,
         * {@code io.netty:netty-transport-classes-io_uring} and {@code io.netty:netty-transport-native-io_uring} for the platform.
         *
         * <p>The ring tells when a socket is ready, and no more: bytes are read and written by the same non-blocking system
         * calls as with {@link #EPOLL}. What it saves is the system call with which epoll is told of each change of interest,
         * and nothing beyond: do not expect it to be faster, measure.
         */
        IO_URING
    }

    /** @throws IllegalArgumentException when {@code ioThreads} is below 1 */
    public NettyConfig {
        if (ioThreads < 1) {
            throw new IllegalArgumentException("ioThreads is " + ioThreads + ", it must be at least 1");
        }
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(name, "name");
    }

    /** A builder that holds the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link NettyConfig}; the setters are described there. Not thread-safe. */
    public static final class Builder {
        private int ioThreads = Runtime.getRuntime().availableProcessors();
        private Transport transport = Transport.AUTO;
        private boolean virtualThreads = true;
        private @Nullable Executor executor;
        private String name = "razor-netty";

        private Builder() {}

        public Builder ioThreads(int value) {
            ioThreads = value;
            return this;
        }

        public Builder transport(Transport value) {
            transport = value;
            return this;
        }

        public Builder virtualThreads(boolean value) {
            virtualThreads = value;
            return this;
        }

        public Builder executor(@Nullable Executor value) {
            executor = value;
            return this;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public NettyConfig build() {
            return new NettyConfig(ioThreads, transport, virtualThreads, executor, name);
        }
    }
}
