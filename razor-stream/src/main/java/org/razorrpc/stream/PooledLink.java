package org.razorrpc.stream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection of a pool, from the attempt to open it to its end. Its state is guarded by the lock of {@link AddressConnections}. */
final class PooledLink implements LinkOwner, Connecting.Result {
    enum State {
        OPENING,
        /** Open, but the address was down: a ping is to be answered first. */
        PROBING,
        IN_USE,
        /** Takes no new calls, closes when it has none left. */
        DRAINING,
        GONE
    }

    final AddressConnections address;
    State state = State.OPENING;
    /** Whether its opening was told, and its end is to be. */
    volatile boolean wasInUse;
    /** Since when no call was seen on it; belongs to the idle check. */
    long idleSince;
    /** Whether a token was given for retrying its calls, once that was decided. */
    @Nullable
    Boolean paid;
    /** Whether a call has been answered on it. Racy: to say it twice does no harm. */
    boolean proven;
    /**
     * Whether a place on it was taken since the last idle check. Written before the window's counter changes, and read after that
     * was: so a check that finds no call in flight sees it.
     */
    private boolean used;

    private volatile @Nullable Connecting connecting;
    private volatile @Nullable ClientLink link;

    PooledLink(AddressConnections address) {
        this.address = address;
    }

    /** Begins to connect; whatever is wrong with the address is told as a failure. */
    void open(ClientConfig config) {
        try {
            Connecting begun = new Connecting(address.name(), config, this, this);
            connecting = begun;
            begun.begin();
            if (address.isClosed()) {
                begun.cancel();
            }
        } catch (RuntimeException failure) {
            failed(new RpcException(
                    ErrorCode.UNREACHABLE,
                    Outcome.NOT_SENT,
                    "no connection to " + address.name() + ": " + failure.getMessage(),
                    failure));
        }
    }

    ClientLink link() {
        return Objects.requireNonNull(link);
    }

    @Nullable
    ClientLink linkIfOpen() {
        return link;
    }

    /** Takes a place in its window; false when there is none, or it takes no calls. */
    boolean tryTake() {
        used = true;
        return link().tryTake();
    }

    /** Whether no call was seen on it for that long; asked by the idle check, for which that counts as a look. */
    boolean isIdle(long now, long idleNanos) {
        boolean empty = link().pending() == 0;
        if (!empty || used) {
            used = false;
            idleSince = now;
        }
        return now - idleSince >= idleNanos;
    }

    /** Closes it, or gives the attempt up. */
    void close() {
        ClientLink open = link;
        Connecting begun = connecting;
        if (open != null) {
            open.close();
        } else if (begun != null) {
            begun.cancel();
        }
    }

    @Override
    public void connected(ClientLink newLink) {
        link = newLink;
        address.connected(this, newLink);
    }

    @Override
    public void failed(RpcException failure) {
        address.failed(this, failure);
    }

    @Override
    public void placesFreed() {
        address.placesFreed();
    }

    @Override
    public void retired(@Nullable Throwable why) {
        address.retired(this, why);
    }

    @Override
    public void closed(@Nullable Throwable why) {
        address.lost(this, why);
    }
}
