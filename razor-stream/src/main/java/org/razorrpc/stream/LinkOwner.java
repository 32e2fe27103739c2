package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/** Whoever holds several links and has one line for all of them. Any thread, no lock held; must not block. */
interface LinkOwner {

    /** The link may have places again. */
    void placesFreed();

    /** The link takes no new calls; it closes when it has none left. Null: its owner wanted it so. */
    void retired(@Nullable Throwable why);

    /** The link is gone. Called before its calls are told. */
    void closed(@Nullable Throwable why);
}
