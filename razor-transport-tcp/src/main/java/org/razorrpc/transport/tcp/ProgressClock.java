package org.razorrpc.transport.tcp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.TransportConfig;

/**
 * Finds frames that arrive too slowly. Looks at a connection once a tick and has that granularity: a frame's time counts
 * from the first tick that saw it. Used by the ticking thread alone; what the reader knows comes in as one
 * {@link FrameDecoder#progress} value.
 */
final class ProgressClock {
    private static final int WINDOW_SECONDS = 5;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);

    private final Duration headerTimeout;
    private final long windowBytes;
    private long seen;
    private long since;
    private long receivedThen;
    private long lastTick;

    ProgressClock(TransportConfig config) {
        headerTimeout = config.headerTimeout();
        windowBytes = (long) WINDOW_SECONDS * config.minBodyRate();
    }

    /** Why the frame that is arriving is too slow; null: it is not. */
    @Nullable
    String tooSlow(long now, long progress, long received, boolean paused) {
        long elapsed = now - lastTick;
        lastTick = now;
        if (progress != seen) {
            seen = progress;
            restart(now, received);
        } else if (paused) {
            since += elapsed;
        }
        return switch (FrameDecoder.phase(progress)) {
            case FrameDecoder.IN_HEADER -> headerTooSlow(now);
            case FrameDecoder.IN_BODY -> bodyTooSlow(now, received);
            default -> null;
        };
    }

    private @Nullable String headerTooSlow(long now) {
        return now - since < headerTimeout.toNanos()
                ? null
                : "a frame's header did not arrive within " + headerTimeout.toMillis() + " ms";
    }

    private @Nullable String bodyTooSlow(long now, long received) {
        if (now - since < WINDOW_NANOS) {
            return null;
        }
        long arrived = received - receivedThen;
        restart(now, received);
        return arrived >= windowBytes
                ? null
                : "a frame's body is too slow: " + arrived + " bytes in " + WINDOW_SECONDS + " s, the least is "
                        + windowBytes;
    }

    private void restart(long now, long received) {
        since = now;
        receivedThen = received;
    }
}
