package org.razorrpc.runtime.loom;

import java.util.function.BooleanSupplier;

/** Who reads a stream and delivers, in one of its two modes. A stream has one at a time; any thread may call what is here. */
sealed interface StreamReader permits QuietReader, BusyReader {

    /** The stream closes, or was resumed after a pause: the reader looks soon. */
    void wake();

    /** Within a read callback: a write is due at its end; true: the reader does it. */
    boolean request();

    /** Somebody who will not read himself has sent something: from now on the reader does, if nobody else is reading. */
    void watch();

    /**
     * Writes what is due, and reads on the calling thread, which has nothing else to do, until {@code done}.
     *
     * @return false: not now; nothing was done
     */
    boolean lead(BooleanSupplier done);
}
