package org.razorrpc.stream;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ServerConnection;

/** The clocks of one server connection. All but {@link #endSoon} belong to the sweep. */
final class LinkTimeouts {
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long DRAIN_SECONDS = 10;

    private final ServerContext server;
    private final ServerConnection connection;
    private final ReadGate gate;
    private final long openedAt;
    private long quietSince;
    private long receivedThen;
    private long writtenThen;
    private boolean aboveMark;
    private long aboveSince;
    private long writtenAtMark;
    private long endAt;
    private volatile boolean hasEnd;

    LinkTimeouts(ServerContext server, ServerConnection connection, ReadGate gate) {
        this.server = server;
        this.connection = connection;
        this.gate = gate;
        openedAt = server.runtime.nanoTime();
        quietSince = openedAt;
    }

    /** Gives the calls in flight a bounded time. */
    void endSoon(long now) {
        endAt = now + END_NANOS;
        hasEnd = true;
    }

    boolean isEndDue(long now) {
        return hasEnd && now - endAt >= 0;
    }

    /**
     * Why the connection is to be closed; null: it is not.
     *
     * @param mayExpire false after the process was paused: what waits in the socket is to be read first
     */
    @Nullable
    String check(long now, boolean mayExpire, long firstByteNanos, boolean busy) {
        noteProgress(now, busy);
        if (!mayExpire) {
            aboveMark = false;
            return null;
        }
        if (receivedThen == 0) {
            return now - openedAt >= firstByteNanos ? "nothing was sent since it was accepted" : null;
        }
        if (now - quietSince >= server.idleTimeoutNanos) {
            return "idle";
        }
        return isTooSlow(now) ? "answers are read too slowly" : null;
    }

    private void noteProgress(long now, boolean busy) {
        long received = connection.received();
        long written = connection.written();
        if (busy || received != receivedThen || written != writtenThen) {
            quietSince = now;
        }
        receivedThen = received;
        writtenThen = written;
    }

    /** Under the minimal rate during a whole window that began at the high mark and never came below the low one. */
    private boolean isTooSlow(long now) {
        int mark = aboveMark ? server.config.lowWaterMark() : server.config.highWaterMark();
        // The gate has seen the high mark even where it was left again before a tick could see it.
        if (!gate.isHeldByBytes() && connection.unwritten() < mark) {
            aboveMark = false;
            return false;
        }
        if (!aboveMark) {
            startWindow(now);
            return false;
        }
        if (now - aboveSince < TimeUnit.SECONDS.toNanos(DRAIN_SECONDS)) {
            return false;
        }
        boolean tooSlow = writtenThen - writtenAtMark < DRAIN_SECONDS * server.config.minDrainRate();
        startWindow(now);
        return tooSlow;
    }

    private void startWindow(long now) {
        aboveMark = true;
        aboveSince = now;
        writtenAtMark = writtenThen;
    }
}
