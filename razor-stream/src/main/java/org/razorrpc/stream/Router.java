package org.razorrpc.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the attempts of a pool's calls go. Any thread; must not block. */
interface Router {

    /**
     * Where the next attempt goes.
     *
     * @param call null: for nobody in particular
     * @return null: no address is known yet; ask again in a moment
     * @throws RpcException UNREACHABLE, NOT_SENT when no address takes calls
     */
    @Nullable
    AddressConnections next(@Nullable PooledCall call);

    /**
     * A place that was taken without waiting; null: there is none now.
     *
     * @throws RpcException UNREACHABLE, NOT_SENT when no address takes calls
     */
    @Nullable
    PooledLink tryAcquire();

    /** What the user makes of an attempt's failure; null: nothing. Where it names an address, that is where {@link #next} sends it. */
    @Nullable
    Redirect redirect(PooledCall call, RpcException error);

    /** An attempt was answered, by a result or by an error that is final. */
    void answered(PooledCall call);

    /** All addresses, those that are leaving included. */
    List<AddressConnections> all();

    /** The leader's address, where there is one. */
    @Nullable
    String leader();

    void close();
}
