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
        SocketOptions socket,
        @Nullable TlsConfig tls,
        @Nullable BatchObserver observer) {

    /** 256 B action, 4 MiB message, 16 MiB blob, 64 KiB text, 10 s to connect, 5 s a header, 16 KiB/s a body. */
    public static final TransportConfig DEFAULT = new TransportConfig(
            256,
            4 << 20,
            16 << 20,
            64 << 10,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            16 << 10,
            1024,
            2000,
            SocketOptions.DEFAULT,
            null,
            null);

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
}
