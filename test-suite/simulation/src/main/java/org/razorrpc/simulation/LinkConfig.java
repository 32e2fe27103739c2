package org.razorrpc.simulation;

import java.time.Duration;

/**
 * What a link is like, the same in both directions.
 *
 * @param latency of every byte, one way
 * @param jitter added to the latency, a random part of it each time; bytes never overtake each other
 * @param bytesPerSecond bandwidth; positive
 * @param transitBytes taken from the sender and not yet in the receiver's buffer, at most; positive
 * @param receiveBytes arrived and not yet read, at most; positive
 * @param maxRead bytes of one read at most; positive, 1 reads byte by byte
 * @param slicing whether reads and writes end at random places, or take all they can
 */
public record LinkConfig(
        Duration latency,
        Duration jitter,
        long bytesPerSecond,
        int transitBytes,
        int receiveBytes,
        int maxRead,
        boolean slicing) {

    /** A fast local network: 0.5 ms and up to 0.2 ms more, 100 MB/s, 64 KiB each way and end, random slices. */
    public static final LinkConfig DEFAULT = new LinkConfig(
            Duration.ofNanos(500_000), Duration.ofNanos(200_000), 100_000_000, 65_536, 65_536, 65_536, true);

    /** The same without jitter and slices: for tests that count. */
    public static final LinkConfig STEADY = DEFAULT.withJitter(Duration.ZERO).withSlicing(false);

    public LinkConfig {
        if (latency.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException("latency " + latency + " and jitter " + jitter + " cannot be negative");
        }
        if (bytesPerSecond < 1 || transitBytes < 1 || receiveBytes < 1 || maxRead < 1) {
            throw new IllegalArgumentException("bandwidth, buffers and maxRead must be positive");
        }
    }

    public LinkConfig withLatency(Duration value) {
        return new LinkConfig(value, jitter, bytesPerSecond, transitBytes, receiveBytes, maxRead, slicing);
    }

    public LinkConfig withJitter(Duration value) {
        return new LinkConfig(latency, value, bytesPerSecond, transitBytes, receiveBytes, maxRead, slicing);
    }

    public LinkConfig withBandwidth(long value) {
        return new LinkConfig(latency, jitter, value, transitBytes, receiveBytes, maxRead, slicing);
    }

    public LinkConfig withBuffers(int transit, int receive) {
        return new LinkConfig(latency, jitter, bytesPerSecond, transit, receive, maxRead, slicing);
    }

    public LinkConfig withMaxRead(int value) {
        return new LinkConfig(latency, jitter, bytesPerSecond, transitBytes, receiveBytes, value, slicing);
    }

    public LinkConfig withSlicing(boolean value) {
        return new LinkConfig(latency, jitter, bytesPerSecond, transitBytes, receiveBytes, maxRead, value);
    }
}
