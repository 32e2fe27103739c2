package org.razorrpc.stream.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits and settings of a transport's connections. Sizes are in bytes.
 *
 * @param maxAction bytes of an action string; 1 or more
 * @param maxMessage bytes of a structured message; 0 or more
 * @param maxBlob bytes of a blob; 0 or more
 * @param maxErrorText bytes of an error text; 1 or more
 * @param connectTimeout for the whole attempt
 * @param headerTimeout from the first byte of a frame's header to its last
 * @param minBodyRate bytes a second below which the body of a frame is too slow, over any 5 seconds; 0: any rate will do
 * @param backlog of a listener
 * @param acceptsPerSecond of a listener
 * @param reusePort other processes of the same user, which say so too, may listen on the same TCP port (SO_REUSEPORT): the
 *     kernel spreads new connections over them. An address that cannot be shared so is not listened on then
 * @param socket options of TCP sockets
 * @param tls null for plain bytes
 * @param observer told of each flush and each read batch; null: nobody is
 */
public record TransportConfig(
        int maxAction,
        int maxMessage,
        int maxBlob,
        int maxErrorText,
        Duration connectTimeout,
        Duration headerTimeout,
        int minBodyRate,
        int backlog,
        int acceptsPerSecond,
        boolean reusePort,
        SocketOptions socket,
        @Nullable TlsConfig tls,
        @Nullable BatchObserver observer) {

    /** 256 B action, 4 MiB message, 16 MiB blob, 64 KiB text, 10 s to connect, 5 s a header, 16 KiB/s a body. */
    public static final TransportConfig DEFAULT = builder().build();

    public TransportConfig {
        atLeast("maxAction", maxAction, 1);
        atLeast("maxMessage", maxMessage, 0);
        atLeast("maxBlob", maxBlob, 0);
        atLeast("maxErrorText", maxErrorText, 1);
        atLeast("minBodyRate", minBodyRate, 0);
        atLeast("backlog", backlog, 1);
        atLeast("acceptsPerSecond", acceptsPerSecond, 1);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least " + least);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxAction = maxAction;
        builder.maxMessage = maxMessage;
        builder.maxBlob = maxBlob;
        builder.maxErrorText = maxErrorText;
        builder.connectTimeout = connectTimeout;
        builder.headerTimeout = headerTimeout;
        builder.minBodyRate = minBodyRate;
        builder.backlog = backlog;
        builder.acceptsPerSecond = acceptsPerSecond;
        builder.reusePort = reusePort;
        builder.socket = socket;
        builder.tls = tls;
        builder.observer = observer;
        return builder;
    }

    /** Collects values; {@link #build} checks them. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private int maxAction = 256;
        private int maxMessage = 4 << 20;
        private int maxBlob = 16 << 20;
        private int maxErrorText = 64 << 10;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration headerTimeout = Duration.ofSeconds(5);
        private int minBodyRate = 16 << 10;
        private int backlog = 1024;
        private int acceptsPerSecond = 2000;
        private boolean reusePort;
        private SocketOptions socket = SocketOptions.DEFAULT;
        private @Nullable TlsConfig tls;
        private @Nullable BatchObserver observer;

        private Builder() {}

        public Builder maxAction(int value) {
            maxAction = value;
            return this;
        }

        public Builder maxMessage(int value) {
            maxMessage = value;
            return this;
        }

        public Builder maxBlob(int value) {
            maxBlob = value;
            return this;
        }

        public Builder maxErrorText(int value) {
            maxErrorText = value;
            return this;
        }

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder headerTimeout(Duration value) {
            headerTimeout = value;
            return this;
        }

        public Builder minBodyRate(int value) {
            minBodyRate = value;
            return this;
        }

        public Builder backlog(int value) {
            backlog = value;
            return this;
        }

        public Builder acceptsPerSecond(int value) {
            acceptsPerSecond = value;
            return this;
        }

        public Builder reusePort(boolean value) {
            reusePort = value;
            return this;
        }

        public Builder socket(SocketOptions value) {
            socket = value;
            return this;
        }

        public Builder tls(TlsConfig value) {
            tls = value;
            return this;
        }

        public Builder observer(BatchObserver value) {
            observer = value;
            return this;
        }

        /** @throws IllegalArgumentException naming the value that is out of range */
        public TransportConfig build() {
            return new TransportConfig(
                    maxAction,
                    maxMessage,
                    maxBlob,
                    maxErrorText,
                    connectTimeout,
                    headerTimeout,
                    minBodyRate,
                    backlog,
                    acceptsPerSecond,
                    reusePort,
                    socket,
                    tls,
                    observer);
        }
    }
}
